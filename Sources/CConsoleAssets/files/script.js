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

  /* Puts a piece where it belongs, unless that is what stands there. */
  const put = (piece) => {
    const place = document.getElementById(piece.id);
    if (!place || place.dataset.html === piece.html) return;
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
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.dataset.again) {
      form.dataset.sent = "yes";
      window.setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const close = document.querySelector(".dialog [data-close]");
    if (close) close.click();
  });
  const dialog = document.querySelector(".dialog [autofocus]");
  if (dialog) dialog.focus();

  window.paminn = { send, tell, put };
  listen();
})();
