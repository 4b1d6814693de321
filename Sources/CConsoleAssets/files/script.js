"use strict";
/* The pages work without this. It saves a tick at once, keeps what is shown alive, says when that
   cannot be done, and closes dialogs by Escape. The server knows what is ticked; what could not be
   saved yet is kept here and sent again. */
(() => {
  const body = document.body;
  const token = body.dataset.token || "";
  const english = document.documentElement.lang === "en";
  const say = (swedish, inEnglish) => english ? inEnglish : swedish;
  /* Counts on however the computer's clock is set. */
  const now = () => performance.now();
  document.documentElement.classList.add("script");

  /* An answer is waited for so long, in milliseconds. */
  const patience = 20000;
  const ask = async (url, options) => {
    const ending = new AbortController();
    const timer = window.setTimeout(() => ending.abort(), patience);
    try {
      return await fetch(url, { credentials: "same-origin", signal: ending.signal, ...options });
    } finally {
      window.clearTimeout(timer);
    }
  };
  const send = (url, fields) => ask(url, {
    method: "POST",
    headers: { "X-Requested-By": "paminn", "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams([...fields, ["_formular", token]]),
  });
  const isJSON = (answer) =>
    (answer.headers.get("Content-Type") || "").startsWith("application/json");

  /* Told once, politely, and not per row. */
  const tell = (text) => {
    const place = document.getElementById("besked");
    if (!place || !text) return;
    place.textContent = "";
    window.setTimeout(() => { place.textContent = text; }, 60);
  };

  /* Contact with the server: null if there is, else what is wrong: "away" (no answer), "database"
     (it answers that it cannot), "signed-out", or "stale" (this page is refused). */
  let trouble = null;
  let since = 0;
  let isBlocked = false;
  /* Each keeps choices that are not saved yet: count(), save(), pack(), unpack(). */
  const savers = [];
  const unsaved = () => savers.reduce((sum, saver) => sum + saver.count(), 0);

  const sentences = () => {
    const count = unsaved();
    const kept = count === 1 ? say("1 ändring är inte sparad.", "1 change is not saved.")
      : say(`${count} ändringar är inte sparade.`, `${count} changes are not saved.`);
    const parts = [{
      away: say("Ingen kontakt med Påminn.", "No contact with Påminn."),
      database: say("Påminn når inte sin databas just nu.", "Påminn cannot reach its database."),
      "signed-out": say("Du är utloggad.", "You are signed out."),
      stale: say("Sidan gäller inte längre.", "This page is out of date."),
    }[trouble]];
    if (isBlocked) parts.push(say("Ingenting har skickats.", "Nothing was sent."));
    const comesBack = trouble === "away" || trouble === "database";
    if (count > 0) {
      parts.push(kept, {
        "signed-out": say("Det sparas när du har loggat in igen.",
          "It is saved once you have signed in again."),
        stale: say("Det sparas när sidan har laddats om.", "It is saved once you have reloaded."),
      }[trouble] || say("Det sparas av sig självt när kontakten är tillbaka. Stäng inte sidan.",
        "It is saved by itself when the contact is back. Do not close the page."));
    } else if (comesBack) {
      parts.push(say("Det som visas kan vara gammalt. Nytt försök görs av sig självt.",
        "What is shown may be old. It is tried again by itself."));
    }
    return parts.join(" ");
  };

  const show = () => {
    const bar = document.getElementById("kontakt");
    if (!bar) return;
    bar.hidden = !trouble;
    body.classList.toggle("lost", Boolean(trouble));
    if (!trouble) { bar.replaceChildren(); return; }
    let text = bar.querySelector("[role=alert]");
    if (!text) {
      text = document.createElement("p");
      text.setAttribute("role", "alert");
      const span = document.createElement("span");
      span.setAttribute("aria-hidden", "true");
      bar.replaceChildren(text, span);
    }
    const words = sentences();
    if (text.textContent !== words) text.textContent = words;
    const seconds = Math.round((now() - since) / 1000);
    bar.querySelector("span").textContent = say(`sedan ${seconds} s`, `for ${seconds} s`);
    const target = trouble === "signed-out"
      ? `/logga-in?till=${encodeURIComponent(location.pathname + location.search)}`
      : trouble === "stale" ? location.href : null;
    let link = bar.querySelector("a");
    if (!target) { link?.remove(); return; }
    if (!link) {
      link = document.createElement("a");
      link.className = "button";
      bar.append(link);
    }
    link.href = target;
    link.textContent = trouble === "signed-out"
      ? say("Logga in igen", "Sign in again") : say("Ladda om sidan", "Reload the page");
  };

  let retrying = null;
  const lose = (kind) => {
    if (!trouble) since = now();
    trouble = kind;
    show();
    if (retrying || kind === "signed-out" || kind === "stale") return;
    retrying = window.setTimeout(() => { retrying = null; retry(); }, 3000);
  };
  const regain = () => {
    if (!trouble || unsaved() > 0) return;
    trouble = null;
    isBlocked = false;
    show();
  };
  /* By what the server answered; false if all is well. */
  const isTrouble = (answer) => {
    if (answer.ok) return false;
    lose(answer.status === 401 ? "signed-out" : answer.status >= 500 || answer.status === 429
      ? "database" : "stale");
    return true;
  };
  const retry = async () => {
    const waiting = savers.filter((saver) => saver.count() > 0);
    for (const saver of waiting) if (!await saver.save()) return;
    if (waiting.length === 0 && !await look()) return;
    regain();
  };
  window.addEventListener("online", () => { if (trouble) retry(); });

  /* What could not be saved outlives the way through the sign-in: in this tab, for this user. */
  const storageKey = "paminn-osparat";
  window.addEventListener("pagehide", () => {
    if (unsaved() === 0) return;
    try {
      sessionStorage.setItem(storageKey, JSON.stringify({
        user: body.dataset.user, path: location.pathname,
        kept: savers.map((saver) => saver.count() > 0 ? saver.pack() : null),
      }));
    } catch { /* A browser that keeps nothing. */ }
  });
  const unpack = () => {
    let found = null;
    try {
      found = JSON.parse(sessionStorage.getItem(storageKey) || "null");
      if (!found || found.user !== body.dataset.user || found.path !== location.pathname) return;
      sessionStorage.removeItem(storageKey);
    } catch { return; }
    savers.forEach((saver, place) => {
      if (found.kept[place]) saver.unpack(found.kept[place]);
    });
  };

  /* How long until a held run goes, by the server's count of the seconds left. For the eye only:
     the hour stands beside it. Only the server takes the form away. */
  const ends = new Map();
  const spoken = new Map();
  /* Who does not see the seconds is told twice that the time for second thoughts runs out. */
  const speak = (place, left) => {
    const mark = [10, 30].find((mark) => left <= mark && left > mark - 5);
    if (!mark || spoken.get(place.id) <= mark) return;
    spoken.set(place.id, mark);
    const name = place.closest("[aria-label]")?.getAttribute("aria-label") || "";
    tell(say(`${name} skickas om ${left} s.`, `${name} goes out in ${left} s.`));
  };
  const count = () => {
    for (const place of document.querySelectorAll("[data-countdown]")) {
      if (!ends.has(place.id)) continue;
      const left = Math.ceil((ends.get(place.id) - now()) / 1000);
      speak(place, left);
      place.textContent = left <= 0 ? say("nu", "now") : say("om ", "in ")
        + (left < 100 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`);
    }
  };
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const left = parseFloat(place.dataset.countdown);
    if (!Number.isNaN(left)) ends.set(place.id, now() + left * 1000);
  }

  /* A click begins and ends on the same button: nothing is replaced under a pressed finger. */
  let pressed = null;
  let late = [];
  document.addEventListener("pointerdown", (event) => { pressed = event.target; });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => window.setTimeout(() => {
      pressed = null;
      const pieces = late;
      late = [];
      pieces.forEach(put);
    }));
  }

  /* Puts a piece where it belongs, unless that is what stands there. */
  const put = (piece) => {
    if (piece.id.startsWith("kvar-")) {
      ends.set(piece.id, now() + parseFloat(piece.html) * 1000);
      count();
      return;
    }
    const place = document.getElementById(piece.id);
    if (!place || place.dataset.html === piece.html) return;
    if (pressed && place.contains(pressed)) { late.push(piece); return; }
    const holder = document.createElement("template");
    holder.innerHTML = piece.html;
    /* Each answer has the form token under a mask of its own; this page's is as good. */
    for (const field of holder.content.querySelectorAll("[name=_formular]")) {
      field.setAttribute("value", token);
    }
    const before = place.innerHTML;
    const scratch = document.createElement("div");
    scratch.append(holder.content.cloneNode(true));
    place.dataset.html = piece.html;
    if (scratch.innerHTML === before) return;
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.replaceChildren(holder.content);
    if (focused) document.getElementById(focused)?.focus();
    count();
    const cell = place.closest("td");
    if (cell) {
      cell.classList.remove("news");
      void cell.offsetWidth;
      cell.classList.add("news");
    }
  };

  /* News. A browser opens six connections to a server and no more, for all its tabs: one tab, the
     one looked at last, has an event stream; others that can be seen ask now and then; hidden ones
     do neither. */
  const address = body.dataset.events;
  let source = null;
  let heard = now();
  const drop = () => { source?.close(); source = null; };
  const leave = () => {
    drop();
    if (unsaved() > 0) lose("signed-out"); else window.location.reload();
  };
  const take = (name, data) => {
    heard = now();
    if (name === "avbrott") { lose("database"); return; }
    if (name === "utloggad") { leave(); return; }
    if (name === "omladda") { drop(); window.location.reload(); return; }
    if (trouble === "away" || trouble === "database") regain();
    if (name === "bit") put(JSON.parse(data));
    if (name === "besked") tell(JSON.parse(data).text);
  };
  const names = ["bit", "besked", "puls", "avbrott", "omladda", "utloggad"];

  /* One look without a stream; false if there was no answer. */
  let looked = -Infinity;
  const look = async () => {
    looked = now();
    if (!address) return true;
    let answer;
    try {
      answer = await ask(`${address}${address.includes("?") ? "&" : "?"}nu=1`,
        { headers: { Accept: "text/event-stream" } });
      if (answer.status === 401) { leave(); return false; }
      if (answer.status === 404) return true;
      if (isTrouble(answer)) return false;
      for (const event of (await answer.text()).split("\n\n")) {
        const name = /^event: (.*)$/m.exec(event)?.[1];
        if (name) take(name, /^data: (.*)$/m.exec(event)?.[1]);
        if (name === "avbrott") return false;
      }
      return true;
    } catch {
      lose("away");
      return false;
    }
  };

  const listen = () => {
    if (!address) return;
    const me = Math.random().toString(36).slice(2);
    const tabs = window.BroadcastChannel && window.EventSource
      ? new BroadcastChannel("paminn-handelser") : null;
    let stamp = 0;
    let holderHeard = -Infinity;
    let told = -Infinity;
    const isSeen = () => document.visibilityState !== "hidden";
    const hold = () => {
      if (!tabs || source) return;
      stamp = Date.now();
      tabs.postMessage({ take: stamp, me });
      heard = now();
      source = new EventSource(address);
      for (const name of names) {
        source.addEventListener(name, (event) => take(name, event.data));
      }
      source.addEventListener("error", () => {
        if (source?.readyState !== 2) return;
        drop();
        look();
      });
    };
    const release = () => {
      if (!source) return;
      drop();
      tabs.postMessage({ free: true, me });
    };
    tabs?.addEventListener("message", ({ data }) => {
      if (data.free) {
        holderHeard = -Infinity;
        window.setTimeout(() => {
          if (isSeen() && now() - holderHeard > 1000) hold();
        }, 100 + Math.random() * 500);
        return;
      }
      holderHeard = now();
      const isLater = data.take > stamp || data.take === stamp && data.me > me;
      if (source && isLater) drop();
    });
    document.addEventListener("visibilitychange", () => { if (isSeen()) hold(); else release(); });
    window.addEventListener("focus", hold);
    window.addEventListener("pagehide", release);
    window.addEventListener("pageshow", (event) => { if (event.persisted && isSeen()) hold(); });
    window.setInterval(() => {
      if (!isSeen() || trouble === "signed-out" || trouble === "stale") return;
      if (source) {
        /* The server says something every eight seconds. */
        if (now() - heard > 20000) lose("away");
        if (now() - told > 5000) {
          told = now();
          tabs.postMessage({ take: stamp, me });
        }
      } else if (tabs && now() - holderHeard > 15000) {
        hold();
      } else if (now() - looked > 4000 && !trouble) {
        look();
      }
    }, 1000);
    if (isSeen()) hold();
  };

  /* What a form of choices stands for, it does when chosen. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form && event.target.tagName === "SELECT") form.requestSubmit();
  });
  for (const form of document.querySelectorAll("form[data-auto]")) {
    const button = form.querySelector("button");
    if (button && form.querySelector("select")) button.hidden = true;
  }

  /* A form is sent once, however often one clicks; and not where there is nobody to take it, for
     the browser would put a page of its own in place of ours. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (navigator.onLine === false || trouble === "away") {
      event.preventDefault();
      isBlocked = form.method === "post";
      lose("away");
      return;
    }
    if (form.method === "post" && !form.dataset.again) {
      form.dataset.sent = "yes";
      window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  /* A form's own words are in the page's language, whatever the browser's is. */
  document.addEventListener("invalid", (event) => {
    const field = event.target;
    field.setCustomValidity("");
    const fault = field.validity;
    if (fault.valid) return;
    const isBox = field.type === "checkbox" || field.type === "radio";
    field.setCustomValidity(fault.valueMissing
      ? isBox ? say("Kryssa i rutan för att gå vidare.", "Tick the box to go on.")
        : say("Fyll i fältet.", "Fill in this field.")
      : fault.patternMismatch ? say("Skriv som i exemplet: ", "Write it as in the example: ")
        + (field.title || field.placeholder || field.pattern)
        : fault.typeMismatch ? say("Det ser inte ut som en adress.", "This is no address.")
          : say("Värdet går inte att använda.", "This value cannot be used."));
  }, true);
  for (const name of ["input", "change"]) {
    document.addEventListener(name, (event) => event.target.setCustomValidity?.(""), true);
  }

  /* Printing and copying want a script: without one their buttons are not there. */
  for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
    if (button.dataset.copy && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!button.dataset.copy) { window.print(); return; }
      const text = document.getElementById(button.dataset.copy)?.value || "";
      await navigator.clipboard.writeText(text);
      tell(button.dataset.copied);
    });
  }

  /* Escape closes a dialog; Return on a choice of a list goes to the list's button, which is many
     steps away from the eleventh row. */
  const goals = { listan: "skapa", utkast: "skicka" };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector(".dialog [data-close]")?.click();
    if (event.key !== "Enter" || !event.target.matches?.("input")) return;
    const goal = document.getElementById(goals[event.target.form?.id]);
    if (!goal) return;
    event.preventDefault();
    goal.focus();
  });

  /* A form waits for what is on its way to the server; a grey button says why it is grey. */
  const afterSaving = (form, saver) => {
    form.addEventListener("submit", (event) => {
      const submitter = event.submitter;
      if (form.dataset.kept || saver.count() === 0) {
        if (submitter?.getAttribute("aria-disabled") !== "true") return;
        event.preventDefault();
        tell(document.getElementById(submitter.getAttribute("aria-describedby"))?.textContent);
        return;
      }
      event.preventDefault();
      if (form.dataset.waiting) return;
      form.dataset.waiting = "yes";
      saver.save().then((isSaved) => {
        delete form.dataset.waiting;
        if (!isSaved) { isBlocked = true; show(); return; }
        form.dataset.kept = "yes";
        /* The button may have been made anew meanwhile. */
        const button = !submitter || submitter.isConnected ? submitter
          : [...form.querySelectorAll("button")].find(
            (other) => other.name === submitter.name && other.value === submitter.value);
        form.requestSubmit(button || undefined);
        delete form.dataset.kept;
      });
    });
  };

  /* Saves until nothing is left to save, one request after another, so that the last click has the
     last word. What fails stays, and is tried again. */
  const saver = (count, once, pack, restore) => {
    let running = null;
    const run = async () => {
      try {
        while (count() > 0) {
          const answer = await once();
          if (!answer) { window.location.reload(); return false; }
          if (isTrouble(answer)) return false;
        }
      } catch {
        lose("away");
        return false;
      }
      regain();
      return true;
    };
    const save = () => {
      running ||= run().finally(() => { running = null; show(); });
      return running;
    };
    const unpack = (kept) => { restore(kept); save(); };
    return { count, save, pack, unpack };
  };

  /* The list: a tick is kept at once, the bar above tells what it came to. */
  const list = document.getElementById("listan");
  const all = list && list.querySelector("[data-page]");
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const ticks = new Map();

  const paint = () => {
    const boxes = rows();
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const box of boxes) {
      box.closest("tr").classList.toggle("ticked", box.checked);
      box.closest("tr").classList.toggle("unsaved", Boolean(trouble) && ticks.has(box.value));
    }
  };
  const listSaver = saver(() => ticks.size, async () => {
    const batch = [...ticks].slice(0, 1000);
    const fields = [["lista", list.elements.lista.value]];
    for (const [number, isTicked] of batch) {
      fields.push(["rad", number]);
      if (isTicked) fields.push(["vald", number]);
    }
    let answer;
    try {
      answer = await send(list.getAttribute("action"), fields);
    } finally {
      window.setTimeout(paint);
    }
    if (!answer.ok) return answer;
    for (const [number, isTicked] of batch) {
      if (ticks.get(number) === isTicked) ticks.delete(number);
    }
    if (!isJSON(answer)) return null;
    const news = await answer.json();
    put(news);
    if (ticks.size === 0) tell(news.text);
    return answer;
  }, () => [...ticks], (kept) => {
    for (const [number, isTicked] of kept) ticks.set(number, isTicked);
    for (const box of rows()) if (ticks.has(box.value)) box.checked = ticks.get(box.value);
    paint();
  });
  savers.push(listSaver);

  if (list && all) {
    all.hidden = false;
    paint();
    list.addEventListener("change", (event) => {
      const isAll = event.target === all;
      if (!isAll && !event.target.matches("[data-row]")) return;
      const changed = isAll ? rows().filter((box) => box.checked !== all.checked) : [event.target];
      for (const box of changed) {
        if (isAll) box.checked = all.checked;
        ticks.set(box.value, box.checked);
      }
      paint();
      listSaver.save();
    });
    afterSaving(list, listSaver);
  }

  /* The overview: a change is kept at once, and the totals with the button follow. */
  const draft = document.getElementById("utkast");
  const changes = new Set();
  const grey = (row, isAmili) => {
    for (const name of ["epost", "ranta"]) {
      const box = row.querySelector(`[name^="${name}-"]`);
      if (!box) continue;
      const text = box.nextElementSibling;
      const cannot = isAmili || box.dataset.never === "yes";
      box.disabled = cannot;
      if (text) {
        text.classList.toggle("soft", cannot);
        text.firstChild.textContent = isAmili ? box.dataset.amili : box.dataset.alive;
      }
      if (isAmili) box.checked = false;
      else if (!cannot && name === "ranta") box.checked = true;
    }
  };
  const choices = () =>
    [...new FormData(draft)].filter(([name]) => name !== "_formular" && name !== "antal");
  const draftSaver = saver(() => changes.size, async () => {
    const sent = [...changes];
    changes.clear();
    const restore = () => sent.forEach((id) => changes.add(id));
    let answer;
    try {
      answer = await send(draft.getAttribute("action"), choices());
    } catch (error) {
      restore();
      throw error;
    }
    if (!answer.ok) { restore(); return answer; }
    if (!isJSON(answer)) return null;
    const news = await answer.json();
    draft.elements.version.value = news.version;
    const typed = draft.elements.antal?.value;
    put(news);
    if (typed && draft.elements.antal) draft.elements.antal.value = typed;
    return answer;
  }, () => ({ changed: [...changes], fields: choices() }), (kept) => {
    const ticked = kept.fields.filter(([name]) => name === "vald").map(([, value]) => value);
    const given = new Map(kept.fields);
    for (const id of kept.changed) {
      const control = document.getElementById(id);
      if (!control) continue;
      changes.add(id);
      if (control.tagName === "SELECT") control.value = given.get(control.name) || control.value;
      else control.checked = control.name === "vald"
        ? ticked.includes(control.value) : given.has(control.name);
      if (control.tagName === "SELECT") grey(control.closest("tr"), control.value === "amili");
    }
  });
  savers.push(draftSaver);
  if (draft) {
    draft.addEventListener("change", (event) => {
      const control = event.target.closest("[data-draft]");
      if (!control) return;
      const row = control.closest("tr");
      if (control.tagName === "SELECT") grey(row, control.value === "amili");
      if (control.name === "vald") row.classList.toggle("off", !control.checked);
      changes.add(control.id);
      draftSaver.save();
    });
    afterSaving(draft, draftSaver);
  }

  count();
  window.setInterval(() => { count(); if (trouble) show(); }, 1000);
  window.paminn = { send, tell, put };
  listen();
  unpack();
})();
