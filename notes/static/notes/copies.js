// Copies of unsaved notes on this device: one for each window that has words the server does not have yet.
// A window holds a lock while it lives, so that its copy is not taken for one that was left behind.
window.tendCopies = (() => {
  const OLDEST = 14 * 24 * 3600 * 1000;
  const name = (note, editor) => `note:${note}:${editor}`;

  const quietly = (what, otherwise) => {
    try {
      return what();
    } catch {
      return otherwise; // Storage is full or forbidden: the server's copy is all there is.
    }
  };
  const read = (key) => quietly(() => JSON.parse(localStorage.getItem(key)), null);
  const keysOf = (start) => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(start)), []);
  const drop = (key) => quietly(() => localStorage.removeItem(key));

  for (const key of keysOf("note:")) if (!(Date.now() - (read(key)?.at ?? 0) < OLDEST)) drop(key);

  return {
    keep: (note, editor, value) =>
      quietly(() => localStorage.setItem(name(note, editor), JSON.stringify({ ...value, editor, at: Date.now() }))),
    drop: (note, editor) => drop(name(note, editor)),
    dropAll: (note) => keysOf(name(note, "")).forEach(drop),
    hold: (note, editor) => navigator.locks?.request(name(note, editor), () => new Promise(() => {})),
    // The youngest copy whose window is gone.
    leftBehind: async (note) => {
      const locks = (await navigator.locks?.query().catch(() => null))?.held ?? [];
      const alive = new Set(locks.map((lock) => lock.name));
      const keys = keysOf(name(note, "")).filter((key) => !alive.has(key));
      return keys.map(read).filter(Boolean).sort((a, b) => b.at - a.at)[0] ?? null;
    },
  };
})();

// What the pages around the editor do with copies: a choice between versions and a signed note settle them.
(async () => {
  const form = document.querySelector("form[data-settles]");
  if (!form) return;
  const note = form.dataset.settles;
  form.addEventListener("submit", () => window.tendCopies.dropAll(note));
  document.querySelector("[data-drops-copy]")?.addEventListener("click", () => window.tendCopies.dropAll(note));

  const notice = document.querySelector("[data-leftover]");
  if (!notice) return;
  const left = await window.tendCopies.leftBehind(note);
  if (!left) return;
  if (left.submitted) {
    window.tendCopies.drop(note, left.editor);
    return;
  }
  const words = new URLSearchParams(left.content);
  const text = form.elements.namedItem("text");
  const names = ["subjective", "objective", "assessment", "next_step", "patient_summary"];
  text.value ||= names.map((name) => words.get(name)?.trim()).filter(Boolean).join("\n\n");
  notice.hidden = false;
  notice.querySelector("[data-throws-away]").addEventListener("click", () => {
    window.tendCopies.dropAll(note);
    text.value = "";
    notice.hidden = true;
  });
})();
