// The note editor: saves by itself, keeps a copy on the device (copies.js) until the server has it, carries over.
// A save names this window and counts (editor, editor_step), so that one whose answer got lost is no conflict.
(() => {
  const PAUSE = 2000;
  const AGAIN = 5000;
  const copies = window.tendCopies;

  const form = document.querySelector("form[data-note]");
  if (!form) return;
  const words = form.querySelector("[data-words]").dataset;
  const shown = form.querySelector("[data-saved]");
  const trouble = form.querySelector("[data-trouble]");
  const id = form.dataset.note;
  const field = (name) => form.elements.namedItem(name);

  let savedAt = Date.parse(shown.dataset.at);
  let state = "saved";
  let timer = 0;
  let running = false;
  let stopped = false;
  let unreachable = false;

  // What is this window's own, and no part of the note.
  const OWN = ["csrfmiddlewaretoken", "version", "editor", "editor_step", "password", "measures_key"];
  const typed = () => new URLSearchParams(new FormData(form));
  const content = () => {
    const data = typed();
    for (const name of OWN) data.delete(name);
    return data.toString();
  };
  let lastSaved = content();

  const isRating = () => Boolean(window.tendMeasures?.isPending());

  const show = () => {
    if (state === "saving") shown.textContent = words.saving;
    else if (state === "typing") shown.textContent = words.typing;
    else {
      const seconds = Math.max(0, Math.round((Date.now() - savedAt) / 1000));
      if (seconds < 3) shown.textContent = words.now;
      else if (seconds < 90) shown.textContent = words.seconds.replace("%s", seconds);
      else if (seconds < 5400) shown.textContent = words.minutes.replace("%s", Math.round(seconds / 60));
    }
  };
  const tell = (name, both = false) => {
    trouble.hidden = !name;
    if (!name) return;
    trouble.querySelector("[data-trouble-title]").textContent = words[`${name}Title`];
    trouble.querySelector("[data-trouble-text]").textContent = words[name];
    trouble.querySelector("[data-trouble-both]").hidden = !both;
    trouble.querySelector("[data-trouble-sign-in]").hidden = name !== "signedOut";
  };
  const keepCopy = (submitted = false) =>
    copies.keep(id, field("editor").value, {
      content: content(),
      version: field("version").value,
      step: field("editor_step").value,
      submitted,
    });

  const fill = (kept) => {
    const data = new URLSearchParams(kept);
    for (const control of form.elements) {
      if (!control.name || OWN.includes(control.name)) continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = data.getAll(control.name).includes(control.value);
      else if (control.tagName !== "BUTTON" && control.type !== "hidden") control.value = data.get(control.name) ?? "";
    }
    form.dispatchEvent(new CustomEvent("filled"));
  };

  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  async function save({ leaving = false } = {}) {
    clearTimeout(timer);
    if (stopped || running || content() === lastSaved) return;
    running = true;
    field("editor_step").value = Number(field("editor_step").value) + 1;
    const sent = content();
    keepCopy();
    state = "saving";
    show();
    let answer = null;
    try {
      answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body: typed(),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: leaving,
      });
    } catch {
      // No connection: tried again below.
    }
    running = false;
    unreachable = !answer;
    await settle(answer, sent);
  }

  async function settle(answer, sent) {
    if (answer?.ok) {
      const { version, held_back: heldBack } = await answer.json();
      field("version").value = version;
      lastSaved = sent;
      savedAt = Date.now();
      tell(heldBack ? "held" : "");
      form.dispatchEvent(new CustomEvent("heldback", { detail: heldBack ?? {} }));
      if (content() === sent) {
        state = "saved";
        // Ratings that are not kept yet are known to this device alone.
        if (isRating()) keepCopy();
        else if (!heldBack) copies.drop(id, field("editor").value);
      } else {
        state = "typing";
        later(PAUSE);
      }
    } else {
      state = "typing";
      if (answer?.status === 409) {
        stopped = true;
        tell("conflict", true);
      } else if (answer?.status === 423) {
        // The page covers itself (lock.js); unlocking saves.
        document.dispatchEvent(new CustomEvent("locked"));
      } else if (answer && (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404)) {
        tell("signedOut");
        later(AGAIN * 4);
      } else if (answer?.status === 422) tell("refused");
      else {
        tell("offline");
        later(AGAIN);
      }
    }
    show();
  }

  const touched = (event) => {
    const part = !event.target.closest?.("[data-untouching]") && event.target.closest?.("[data-carriable]");
    const mark = part && part.querySelector("input[name=carried]");
    if (mark && event.target !== mark) mark.checked = false;
    if (content() === lastSaved) return;
    if (state !== "saving") state = "typing";
    keepCopy();
    show();
    if (!stopped) later(PAUSE);
  };
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  // The page itself keeps the copy until a signed note or a saved draft is seen. Without a connection nothing is sent:
  // the browser's own error page would take the place of the note.
  form.addEventListener("submit", (event) => {
    if (unreachable || !navigator.onLine) {
      event.preventDefault();
      unreachable = true;
      tell("offline");
      if (navigator.onLine && !running) save().then(() => unreachable || form.requestSubmit(event.submitter));
      return;
    }
    // Ratings are kept before the page goes; what cannot be kept is shown instead.
    if (isRating()) {
      event.preventDefault();
      window.tendMeasures.keep().then((isKept) => isKept && form.requestSubmit(event.submitter));
      return;
    }
    clearTimeout(timer);
    stopped = true;
    field("editor_step").value = Number(field("editor_step").value) + 1;
    if (content() !== lastSaved) keepCopy(true);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ leaving: true }));
  window.addEventListener("online", () => save());
  // Whoever unlocks has just shown who they are: that is the signature, too.
  document.addEventListener("unlocked", () => {
    const signature = form.querySelector(".sign-password");
    if (signature) signature.hidden = true;
    save();
  });
  setInterval(show, 1000);

  for (const button of form.querySelectorAll("[data-carries]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const name = button.dataset.carries;
      const text = field(name);
      const last = form.querySelector(`[data-last="${name}"]`).innerText.trim();
      const written = text.value.trim();
      // The note opens with last time: what stands there is not put in twice.
      if (`\n${written}\n`.includes(`\n${last}\n`)) return text.focus();
      text.value = written ? `${text.value.trimEnd()}\n${last}` : last;
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.closest(".soap").querySelector("input[name=carried]").checked = true;
      text.focus();
      touched({ target: form });
    });
  }

  // What a page that was sent and came back says, but for rows that the server added on request.
  const saidIn = (kept) =>
    [...new URLSearchParams(kept)].filter(([name, value]) => value && !name.startsWith("techniques-")).join("&");
  const hasArrived = (kept) => kept.submitted && saidIn(kept.content) === saidIn(content());

  // Words of a window that closed before they were saved come back; then this window is that one, to the server.
  const begin = async () => {
    const kept = await copies.leftBehind(id);
    if (kept && hasArrived(kept)) copies.drop(id, kept.editor);
    else if (kept && kept.content !== content() && content() === lastSaved) {
      fill(kept.content);
      for (const [name, value] of [["version", kept.version], ["editor", kept.editor], ["editor_step", kept.step]]) field(name).value = value;
      tell("restored");
      state = "typing";
      later(0);
    } else if (kept?.content === content()) copies.drop(id, kept.editor);
    copies.hold(id, field("editor").value);
    show();
  };
  if (!field("editor").value) field("editor").value = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  if (!field("editor_step").value) field("editor_step").value = 0;
  begin();
})();
