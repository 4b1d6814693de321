"use strict";
/* The pages work without this. It saves a tick at once, keeps what is shown alive, and closes
   dialogs by Escape. It holds no state of its own: the server knows what is ticked. */
(() => {
  const body = document.body;
  const token = body.dataset.token || "";
  document.documentElement.classList.add("script");

  const send = (url, fields) => fetch(url, {
    method: "POST",
    headers: { "X-Requested-By": "paminn", "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams([...fields, ["_formular", token]]),
    credentials: "same-origin",
  });

  /* Told once, politely, and not per row. */
  const tell = (text) => {
    const place = document.getElementById("besked");
    if (!place || !text) return;
    place.textContent = "";
    window.setTimeout(() => { place.textContent = text; }, 60);
  };

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
    const place = document.getElementById(piece.id);
    if (!place || place.dataset.html === piece.html) return;
    if (pressed && place.contains(pressed)) { late.push(piece); return; }
    const holder = document.createElement("template");
    holder.innerHTML = piece.html;
    const before = place.innerHTML;
    const scratch = document.createElement("div");
    scratch.append(holder.content.cloneNode(true));
    place.dataset.html = piece.html;
    if (scratch.innerHTML === before) return;
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    place.replaceChildren(holder.content);
    if (focused) document.getElementById(focused)?.focus();
    const cell = place.closest("td");
    if (cell) {
      cell.classList.remove("news");
      void cell.offsetWidth;
      cell.classList.add("news");
    }
  };

  const listen = () => {
    const address = body.dataset.events;
    if (!address || !window.EventSource) return;
    const source = new EventSource(address);
    source.addEventListener("bit", (event) => put(JSON.parse(event.data)));
    source.addEventListener("besked", (event) => tell(JSON.parse(event.data).text));
    source.addEventListener("omladda", () => { source.close(); window.location.reload(); });
    source.addEventListener("utloggad", () => { source.close(); window.location.reload(); });
    window.addEventListener("pagehide", () => source.close());
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

  /* A form is sent once, however often one clicks. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.dataset.again) {
      form.dataset.sent = "yes";
      window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

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

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const close = document.querySelector(".dialog [data-close]");
    if (close) close.click();
  });

  /* A form waits for what is on its way to the server; a grey button says why it is grey. */
  const afterSaving = (form, saved) => {
    form.addEventListener("submit", (event) => {
      const submitter = event.submitter;
      if (form.dataset.kept || !saved()) {
        if (submitter?.getAttribute("aria-disabled") !== "true") return;
        event.preventDefault();
        tell(document.getElementById(submitter.getAttribute("aria-describedby"))?.textContent);
        return;
      }
      event.preventDefault();
      if (form.dataset.waiting) return;
      form.dataset.waiting = "yes";
      saved().then(() => {
        delete form.dataset.waiting;
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

  /* The list: a tick is kept at once, the bar above tells what it came to. */
  const list = document.getElementById("listan");
  const all = list && list.querySelector("[data-page]");
  const rows = () => [...list.querySelectorAll("[data-row]")];

  const paint = () => {
    const boxes = rows();
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const box of boxes) box.closest("tr").classList.toggle("ticked", box.checked);
  };

  /* One after another, so that the last click has the last word. */
  const line = () => {
    let last = null;
    const add = (work) => {
      const mine = (last || Promise.resolve()).then(work).finally(() => {
        if (last === mine) last = null;
      });
      last = mine;
    };
    return { add, pending: () => last };
  };
  const saving = line();
  const keep = (boxes) => {
    const fields = [["lista", list.elements.lista.value]];
    for (const box of boxes) {
      fields.push(["rad", box.value]);
      if (box.checked) fields.push(["vald", box.value]);
    }
    saving.add(async () => {
      try {
        const answer = await send(list.getAttribute("action"), fields);
        if (!answer.ok) throw new Error(String(answer.status));
        if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
          window.location.reload();
          return;
        }
        const news = await answer.json();
        put(news);
        tell(news.text);
      } catch {
        for (const box of boxes) box.checked = !box.checked;
        paint();
        tell(document.documentElement.lang === "en"
          ? "The tick was not kept. Try again." : "Markeringen sparades inte. Försök igen.");
      }
    });
  };

  if (list && all) {
    all.hidden = false;
    paint();
    list.addEventListener("change", (event) => {
      if (event.target === all) {
        const changed = rows().filter((box) => box.checked !== all.checked);
        for (const box of changed) box.checked = all.checked;
        paint();
        keep(changed);
      } else if (event.target.matches("[data-row]")) {
        paint();
        keep([event.target]);
      }
    });
    afterSaving(list, saving.pending);
  }

  /* The overview: a change is kept at once, and the totals with the button follow. */
  const draft = document.getElementById("utkast");
  if (draft) {
    const changing = line();
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
    draft.addEventListener("change", (event) => {
      const control = event.target.closest("[data-draft]");
      if (!control) return;
      const row = control.closest("tr");
      if (control.tagName === "SELECT") grey(row, control.value === "amili");
      if (control.name === "vald") row.classList.toggle("off", !control.checked);
      changing.add(async () => {
        try {
          const fields = [...new FormData(draft)].filter(([name]) => name !== "_formular");
          const answer = await send(draft.getAttribute("action"), fields);
          if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
            window.location.reload();
            return;
          }
          const news = await answer.json();
          draft.elements.version.value = news.version;
          const typed = draft.elements.antal?.value;
          put(news);
          if (typed && draft.elements.antal) draft.elements.antal.value = typed;
        } catch {
          window.location.reload();
        }
      });
    });
    afterSaving(draft, changing.pending);
  }

  /* How long until a held run goes: for the eye only, so nobody is told every second. */
  const english = document.documentElement.lang === "en";
  const count = () => {
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 1000);
      if (Number.isNaN(left)) continue;
      place.setAttribute("aria-hidden", "true");
      if (left > 0) {
        place.textContent = (english ? "in " : "om ") + (left < 100 ? `${left} s`
          : `${Math.floor(left / 60)} min ${left % 60} s`);
      } else {
        place.textContent = english ? "now" : "nu";
        const strip = place.closest(".strip");
        strip?.querySelector("form")?.remove();
      }
    }
  };
  if (document.querySelector("[data-until]")) {
    count();
    window.setInterval(count, 1000);
  }

  window.paminn = { send, tell, put };
  listen();
})();
