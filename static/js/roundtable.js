/* Roundtable's own script: autosave, counts, error summaries, double-click guard, review keys. All pages work without it.

Autosave contract: a form has data-autosave="<url>"; inside, each saved thing is an element with data-field="<key>" and
data-version="<n>" that holds its inputs and one [data-status] (role=status). A change posts the inputs, `field` and
`version`. 200: the answer replaces the status, header X-Version is the new version. 409: the answer shows both texts.
422: saved, but the text says what is wrong. Anything else: kept in the browser and tried again. */
(() => {
  "use strict";
  const PAUSE = 600, RETRY = 10000;
  const token = () => (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
  const keep = (key, value) => { try { value === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value); } catch { /* private mode */ } };
  const unsaved = new Set();

  class Field {
    constructor(form, box) {
      this.form = form; this.box = box; this.busy = false; this.dirty = false; this.timer = 0;
      this.status = box.querySelector("[data-status]");
      this.key = `rt:${form.dataset.autosave}:${box.dataset.field}`;
      box.addEventListener("input", () => this.later(PAUSE));
      box.addEventListener("change", () => this.later(50));
    }
    later(wait) {
      this.dirty = true; unsaved.add(this); clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), wait);
    }
    inputs() { return [...this.box.querySelectorAll("input, textarea, select")].filter((i) => i.name && i.type !== "file"); }
    body() {
      const data = new URLSearchParams({ field: this.box.dataset.field, version: this.box.dataset.version || "0" });
      for (const input of this.inputs()) {
        if ((input.type === "checkbox" || input.type === "radio") && !input.checked) continue;
        if (input.multiple && input.options) { for (const o of input.selectedOptions) data.append(input.name, o.value); continue; }
        data.append(input.name, input.value);
      }
      return data;
    }
    say(text, state) { if (this.status) { this.status.textContent = text; this.status.dataset.state = state || ""; } }
    async save() {
      if (this.busy) return;
      this.busy = true; this.dirty = false; this.say("Saving…");
      const body = this.body(); let response = null;
      keep(this.key, body.toString());
      try {
        response = await fetch(this.form.dataset.autosave, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" }, redirect: "manual", credentials: "same-origin" });
      } catch { /* no connection: below */ }
      await this.settle(response);
      this.busy = false;
      if (this.dirty) this.later(PAUSE);
    }
    async settle(response) {
      if (response && [200, 409, 422].includes(response.status)) {
        const html = await response.text();
        if (response.headers.get("X-Version")) this.box.dataset.version = response.headers.get("X-Version");
        if (this.status) { this.status.innerHTML = html; this.status.dataset.state = response.status === 200 ? "ok" : "error"; }
        if (response.status !== 409) { keep(this.key, null); if (!this.dirty) unsaved.delete(this); }
        this.box.dispatchEvent(new CustomEvent("rt:saved", { bubbles: true, detail: { status: response.status } }));
        return;
      }
      const signedOut = response && (response.type === "opaqueredirect" || response.status === 401 || response.status === 403);
      this.say(signedOut ? "You are signed out. Sign in again in a new tab; your text is kept here and saved then." : "Not saved. We will try again in 10 seconds. Your text is kept here.", "error");
      this.later(RETRY);
    }
  }

  const count = (area) => {
    const out = document.getElementById(area.dataset.count); if (!out) return;
    const limit = Number(area.dataset.words); const words = (area.value.match(/\S+/g) || []).length;
    out.textContent = words > limit ? `${words} words. Take out ${words - limit} to reach ${limit}.` : `${words} of ${limit} words.`;
    out.classList.toggle("rt-bad-text", words > limit);
  };

  const begin = (root) => {
    root.querySelectorAll("form[data-autosave]").forEach((form) => form.querySelectorAll("[data-field]").forEach((box) => { if (!box.dataset.ready) { box.dataset.ready = "1"; new Field(form, box); } }));
    root.querySelectorAll("textarea[data-words]").forEach((area) => { area.addEventListener("input", () => count(area)); count(area); });
    root.querySelectorAll("form[method=post]").forEach((form) => form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1"; unsaved.clear(); setTimeout(() => { delete form.dataset.sent; }, 5000);
    }));
    root.querySelectorAll("[data-pick]").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));
  };

  const keys = (main) => document.addEventListener("keydown", (event) => {
    if (main.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    const all = [...document.querySelectorAll("[data-criterion]")]; const at = all.indexOf(document.querySelector("[data-criterion]:focus-within"));
    const next = { j: all[at + 1] || all[0], k: all[at - 1] || all[all.length - 1] }[event.key];
    if (next) { event.preventDefault(); (next.querySelector("input, summary, a") || next).focus(); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    begin(document);
    const wrong = document.querySelector("#error-summary, [data-focus]"); if (wrong) wrong.focus();
    const main = document.querySelector("[data-keys]"); if (main) keys(main);
  });
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent); });
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
