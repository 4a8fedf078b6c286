/* Roundtable's own script: autosave, counts, error summaries, double-click guard, bulk picks, review keys.
Every page works without it.

Autosave: a form has data-autosave="<url>"; inside, each saved thing is an element with data-field="<key>" and
data-version="<n>" that holds its inputs and one [data-status] (role=status). A change posts the inputs, `field` and
`version`. 200: saved; the answer replaces the status, header X-Version is the new version. 422: saved, but the answer
says what is wrong. 409: the answer shows both texts. Anything else: kept in the browser and tried again.
A 422 with the header X-Saved: no was not saved: a table of which a box cannot be read.
[data-form-status] (components/savebar.html) says the same for the whole form. */
(() => {
  "use strict";
  const PAUSE = 600, RETRY = 10000, READABLE = 200, WARN = 600000;
  const all = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const cookie = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/) || [])[1];
  const token = () => cookie() || (document.querySelector("[name=csrfmiddlewaretoken]") || {}).value || "";
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const unsaved = new Set();

  const store = {
    read: (key) => { try { return sessionStorage.getItem(key); } catch { return null; } },
    keep: (key, text) => { try { sessionStorage.setItem(key, text); } catch { /* private window */ } },
    drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* private window */ } },
  };

  /* Signing in happens in a tab of its own, which tells this one when it is done (templates/core/signed_in_again.html). */
  const signInLink = () => Object.assign(document.createElement("a"), {
    href: "/accounts/login/?next=/account/signed-in/", target: "_blank", textContent: "Sign in again",
  });

  class Field {
    constructor(form, box) {
      Object.assign(this, { form, box, busy: false, dirty: false, left: false, timer: 0, sent: null });
      this.status = box.querySelector("[data-status]");
      this.key = `rt:${location.pathname}:${form.dataset.autosave}:${box.dataset.field}`;   /* two pages of one form may have a field of one name */
      box.addEventListener("input", (event) => this.later(event.target.type === "file" ? null : PAUSE));
      box.addEventListener("change", (event) => this.later(event.target.type === "file" ? null : 50));
      this.restore();
      form.addEventListener("submit", (event) => { if (!event.defaultPrevented) this.leave(); });
      window.addEventListener("pageshow", (event) => { if (event.persisted) this.left = false; });
    }

    /* A plain button sends everything: an autosave that came after it would put the older text back. What was sent is
    kept until the next page shows a newer version, for the connection may be lost. */
    leave() {
      clearTimeout(this.timer); this.left = true; this.sent?.abort();
      if (unsaved.has(this) || store.read(this.key)) store.keep(this.key, `${this.body()}&sent=1`);
      unsaved.delete(this);
    }

    inputs() { return all(this.box, "input, textarea, select").filter((input) => input.name && input.type !== "file"); }

    body() {
      const data = new URLSearchParams({ field: this.box.dataset.field, version: this.box.dataset.version || "0" });
      for (const input of this.inputs()) {
        if (["checkbox", "radio"].includes(input.type)) { if (input.checked) data.append(input.name, input.value); }
        else if (input.multiple && input.options) { for (const option of input.selectedOptions) data.append(input.name, option.value); }
        else data.append(input.name, input.value);
      }
      return data;
    }

    /* Text that was typed but never saved comes back; the server decides by its version whether somebody was faster. */
    restore() {
      const kept = store.read(this.key);
      if (!kept) return;
      const data = new URLSearchParams(kept), now = this.body();
      const version = data.get("version"), arrived = data.get("sent") && Number(this.box.dataset.version || 0) > Number(version);
      [data, now].forEach((each) => { each.delete("version"); each.delete("sent"); });
      if (arrived || data.toString() === now.toString()) { store.drop(this.key); return; }
      const used = {};
      for (const input of this.inputs().filter((one) => one.type !== "hidden")) {
        const values = data.getAll(input.name);
        if (["checkbox", "radio"].includes(input.type)) input.checked = values.includes(input.value);
        else if (input.multiple && input.options) for (const option of input.options) option.selected = values.includes(option.value);
        else { const at = used[input.name] = (used[input.name] ?? -1) + 1; if (values[at] !== undefined) input.value = values[at]; }
      }
      this.box.dataset.version = version;
      this.say("What you typed before is back. Saving it now.", "busy"); this.later(PAUSE);
    }

    later(pause) {
      if (pause === null || this.left) return;
      this.dirty = true; unsaved.add(this); clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), pause);
    }

    say(text, state) {
      const put = (out) => { if (out) { out.textContent = text; out.dataset.state = state; } };
      put(this.status); put(document.querySelector("[data-form-status]"));
    }

    async save() {
      if (this.busy || this.left) return;
      clearTimeout(this.timer); this.busy = true; this.dirty = false; this.say("Saving…", "busy");
      const body = this.body();
      store.keep(this.key, body.toString());
      const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
      this.sent = new AbortController();
      const sent = fetch(this.form.dataset.autosave, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin", signal: this.sent.signal })
        .then(async (response) => ({ response, html: await response.text() })).catch(() => ({ response: null }));   /* leaving may end it anywhere */
      const [{ response, html }] = await Promise.all([sent, wait(READABLE)]);
      if (this.left) return;
      const settled = Boolean(response) && [200, 409, 422].includes(response.status);
      if (settled) this.settle(response, html); else this.fail(response);
      this.busy = false;
      if (this.dirty) this.later(settled ? PAUSE : RETRY);
    }

    settle(response, html) {
      this.box.dataset.version = response.headers.get("X-Version") || this.box.dataset.version;
      all(this.box, "[data-version-of]").forEach((input) => { input.value = this.box.dataset.version; });   /* for the plain Save */
      const kept = response.status !== 409 && response.headers.get("X-Saved") !== "no";   /* a table is saved whole or not yet */
      if (kept) { store.drop(this.key); if (!this.dirty) unsaved.delete(this); }
      const plain = new DOMParser().parseFromString(html, "text/html").body.textContent.trim() || "Saved";
      this.say({ 409: "Not saved: changed elsewhere. See below.", 422: kept ? "Saved, with something to fix" : "Not saved yet: something to fix" }[response.status] || plain, response.status === 409 ? "error" : "ok");
      if (this.status) { this.status.innerHTML = html; this.status.dataset.state = response.status === 200 ? "ok" : "error"; }
      this.box.dispatchEvent(new CustomEvent("rt:saved", { bubbles: true, detail: { status: response.status } }));
      if (window.htmx && this.status) window.htmx.process(this.status);
    }

    fail(response) {
      const refused = response && response.headers.get("X-Refused");   /* it can no longer be written, and why */
      const out = response && (response.type === "opaqueredirect" || [401, 403].includes(response.status));
      this.say(refused ? `${decodeURIComponent(refused)} Your text is kept here.` : out ? "You are signed out. Your text is kept here, and saved once you have signed in again. "
        : "Not saved. We will try again in 10 seconds. Your text is kept here.", "error");
      if (out && !refused) [this.status, document.querySelector("[data-form-status]")].forEach((place) => place?.append(signInLink()));
      this.dirty = true;
    }
  }

  /* "389 of 350 words": data-words on the field, the text in #<id>_count or in the element that data-count names. */
  const count = (area) => {
    const out = document.getElementById(area.dataset.count || `${area.id}_count`);
    if (!out) return;
    const limit = Number(area.dataset.words), words = (area.value.match(/\S+/g) || []).length;
    out.textContent = words > limit ? `${words} words. Take out ${words - limit} to reach ${limit}.` : `${words} of ${limit} words`;
    out.classList.toggle("rtp-count--over", words > limit);
  };

  /* Suggestions from the server in the input's own datalist: data-suggest="<url>" answers [["42077", "Lehigh, PA"], …] to ?q= */
  const suggest = (input) => {
    let timer = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        if (input.value.trim().length < 2) return;
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(input.value)}`).catch(() => null);
        if (!answer || !answer.ok) return;
        input.list.replaceChildren(...(await answer.json()).map(([value, label]) => new Option(label, value)));
      }, 250);
    });
  };

  /* Ticked rows: [data-picked] in the rows, [data-pick-all] in the head, [data-picked-count] in the bulk bar. */
  const picks = () => {
    const boxes = all(document, "[data-picked]"), picked = boxes.filter((box) => box.checked).length;
    all(document, "[data-picked-count]").forEach((out) => { out.textContent = picked ? `${picked} selected.` : "Tick rows to act on them."; });
    all(document, "[data-pick-all]").forEach((box) => { box.checked = picked > 0 && picked === boxes.length; box.indeterminate = picked > 0 && !box.checked; });
    boxes.forEach((box) => box.closest("tr")?.classList.toggle("rt-on", box.checked));
  };

  const guard = (form) => form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1"; unsaved.clear();
    const hidden = form.querySelector("[name=csrfmiddlewaretoken]");
    if (hidden && cookie()) hidden.value = cookie();   /* she may have signed in again in another tab */
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });

  const begin = (root) => {
    all(root, "form[data-autosave] [data-field]").forEach((box) => { if (!box.dataset.ready) { box.dataset.ready = "1"; new Field(box.closest("form"), box); } });
    all(root, "textarea[data-words]").forEach((area) => { area.addEventListener("input", () => count(area)); count(area); });
    all(root, "form[method=post]").forEach(guard);
    all(root, "input[data-suggest]").forEach(suggest);
    all(root, "form[data-reorder]").forEach(reorder);
    all(root, "form[data-find]").forEach(find);
    all(root, "[data-pick]").forEach((input) => input.addEventListener("change", () => input.form.requestSubmit()));
    all(root, "[data-copy]").forEach((button) => button.addEventListener("click", () => navigator.clipboard?.writeText(document.querySelector(button.dataset.copy).value)));
    if (root.querySelector("[data-picked]")) picks();
  };

  /* A question is dragged to another place: [data-reorder] is the form, [data-drag] what moves, [data-drop] before what, or
     into which section. The buttons Up and Down do the same without a pointer. */
  const reorder = (form) => {
    let held = null;
    const over = (event) => event.target.closest?.("[data-drop]");
    const mark = (place) => { all(form, ".rt-drop").forEach((one) => one.classList.remove("rt-drop")); place?.classList.add("rt-drop"); };
    form.addEventListener("dragstart", (event) => { held = event.target.closest?.("[data-drag]"); event.dataTransfer?.setData("text/plain", held?.dataset.drag || ""); });
    form.addEventListener("dragover", (event) => { const place = over(event); if (held && place) { event.preventDefault(); mark(place); } });
    form.addEventListener("dragend", () => { held = null; mark(null); });
    form.addEventListener("drop", (event) => {
      const place = over(event);
      if (!held || !place || place === held) return;
      event.preventDefault();
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: `place:${held.dataset.drag}:${place.dataset.drop}` }));
      form.requestSubmit();
    });
  };

  /* Review keys, on where <main data-keys="on">: j and k to the next and previous [data-criterion], n to its reason, / to the
     search, ? to [data-keys-help]; Ctrl+Enter presses [data-save-next]. Single letters rest while one types (WCAG 2.1.4). */
  const keys = (place, event) => {
    if (place.dataset.keys !== "on") return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { document.querySelector("[data-save-next]")?.click(); return; }
    const typing = document.activeElement.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const criteria = all(document, "[data-criterion]"), current = document.querySelector("[data-criterion]:focus-within");
    const at = criteria.indexOf(current);
    const target = {
      j: () => (criteria[at + 1] || criteria[0])?.querySelector("summary, input, a"),
      k: () => (criteria.at(at > 0 ? at - 1 : -1))?.querySelector("summary, input, a"),
      "/": () => document.querySelector("[data-find] input"),
      n: () => (current || criteria[0])?.querySelector("textarea"),
      "?": () => document.querySelector("[data-keys-help]"),
    }[event.key]?.();
    if (!target) return;
    event.preventDefault();
    const fold = target.closest("details");
    if (fold) fold.open = true;
    target.focus();
  };

  /* A search within a page: the server marks the words in the element that data-find names; here one goes from mark to mark,
     by Enter, Shift+Enter or the buttons, and the place is said. */
  const find = (form) => {
    const box = form.querySelector("input"), where = document.getElementById(form.dataset.find), said = form.querySelector("[role=status]");
    let at = 0;
    const words = (mark) => `…${mark.previousSibling?.textContent.slice(-40) || ""}${mark.textContent}${mark.nextSibling?.textContent.slice(0, 40) || ""}…`;
    const show = () => {
      const marks = all(where, "mark"), mark = marks[at];
      form.querySelector("[data-find-moves]").hidden = !mark;
      if (!mark) return;
      marks.forEach((one) => { one.classList.toggle("rt-hit", one === mark); one.removeAttribute("id"); });
      mark.id = "hit"; mark.closest("details")?.setAttribute("open", ""); mark.scrollIntoView({ block: "center" });
      const part = mark.closest("article")?.querySelector("h2")?.textContent;
      const near = Object.assign(document.createElement("span"), { className: "rt-vh", textContent: `: ${words(mark)}` });
      said.replaceChildren(`${at + 1} of ${marks.length}${part ? `, in ${part}` : ""}`, near);
    };
    const step = (by) => { const count = all(where, "mark").length; if (count) { at = (at + by + count) % count; show(); } };
    form.querySelector("[data-find-plain]").hidden = true;   /* it is looked for as one types */
    form.addEventListener("submit", (event) => { event.preventDefault(); step(Number(event.submitter?.dataset.findStep || 1)); });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); } });
    where.addEventListener("htmx:afterSwap", () => { at = 0; setTimeout(show); });   /* once the count has taken its place */
    at = Math.max(0, all(where, "mark").findIndex((mark) => mark.id === "hit"));
    show();
  };

  /* Opening a criterion brings the section that it judges beside it, where both stand side by side. */
  document.addEventListener("click", (event) => {
    const fold = event.target.closest?.("[data-criterion] > summary")?.parentElement;
    if (!fold || fold.open || !matchMedia("(min-width: 64em)").matches) return;
    const judged = fold.querySelector("[data-judges]");
    if (judged) document.getElementById(judged.hash.slice(1))?.scrollIntoView();
  });

  /* Some minutes before the sign-in ends a page with a form says so, politely and without taking the focus; one button, or
     the same in another tab, stays signed in. [data-session=<url>] with the seconds left in data-left. */
  const session = (place) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "usa-button usa-button--outline", textContent: "Stay signed in" });
    let ends = Date.now() + Number(place.dataset.left) * 1000, said = 0;
    const clock = () => new Date(ends).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
    const say = (text, tone, ...more) => {
      place.className = `rt-session rt-alert rt-alert--${tone}`;
      place.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), ...more);
    };
    const look = () => {
      const left = ends - Date.now();
      if (left <= 0 && said !== 2) { said = 2; say("Your sign-in has ended. What you typed stays on this page. ", "warn", signInLink()); }
      else if (left > 0 && left <= WARN && !said) { said = 1; say(`You will be signed out at ${clock()}. What you typed stays on this page.`, "warn", button); }
    };
    const goOn = (seconds) => {   /* none: she signed in again in another tab, and the next page knows until when */
      ends = Date.now() + (seconds || 86400) * 1000;
      if (!seconds) { place.className = "rt-session"; place.replaceChildren(); said = 0; }
      if (said) say(`You stay signed in until ${clock()}.`, "ok");
      said = 0;
    };
    button.addEventListener("click", async () => {
      const asked = fetch(place.dataset.session, { method: "POST", redirect: "manual", credentials: "same-origin", headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
      const answer = await asked.catch(() => null);
      if (answer?.ok) { const { seconds } = await answer.json(); goOn(seconds); tabs?.postMessage({ stay: seconds }); }
      else if (!answer) say("The connection is lost. Try again in a moment.", "warn", button);
      else { said = 2; say("Your sign-in has ended. What you typed stays on this page. ", "warn", signInLink()); }
    });
    look(); setInterval(look, 5000);
    return goOn;
  };

  let goOn = () => {};
  document.addEventListener("DOMContentLoaded", () => {
    begin(document);
    const place = document.querySelector("[data-session]");
    if (place && document.querySelector("main form[method=post]")) goOn = session(place);
    const wrong = document.querySelector("#error-summary"); if (wrong) document.title = `Error: ${document.title}`;
    (wrong || document.querySelector("[data-focus]"))?.focus();
    if (document.querySelector("[data-signed-in]")) tabs?.postMessage("signed-in");
    const keyed = document.querySelector("[data-keys]");
    if (keyed) document.addEventListener("keydown", (event) => keys(keyed, event));
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) all(document, "[data-picked]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-pick-all], [data-picked]")) picks();
  });
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) begin(event.detail.elt); });
  const again = () => { if (!document.hidden) unsaved.forEach((field) => { if (field.dirty) field.save(); }); };
  window.addEventListener("online", again);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("rt") : null;
  if (tabs) tabs.onmessage = (event) => {
    if (event.data?.stay) goOn(event.data.stay);
    if (event.data === "signed-in") goOn();
    if (event.data === "signed-in") unsaved.forEach((field) => field.save());
  };
  document.addEventListener("visibilitychange", again);
  window.addEventListener("pageshow", (event) => { if (event.persisted) all(document, "form[data-sent]").forEach((form) => { delete form.dataset.sent; }); });
  window.addEventListener("beforeunload", (event) => { if (unsaved.size) event.preventDefault(); });
})();
