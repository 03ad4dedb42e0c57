// Measures on the page of a note: each tap is compared at once; "Keep" keeps them and empties the controls.
// What is tapped and not kept yet belongs to the copy on the device (note.js asks `isPending`).
(() => {
  const form = document.querySelector("form[data-note]");
  const pain = form?.querySelector("[data-pain-change]");
  if (!pain) return;
  const panel = form.querySelector("[data-measures]");
  const controls = panel ? [...panel.querySelectorAll("input:not([type=hidden])")] : [];
  const trouble = panel?.querySelector("[data-measures-error]");
  const isOurs = (control) => controls.includes(control) || ["nrs_before", "nrs_after"].includes(control.name);
  const isPending = () => controls.some((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value));
  let turn = 0;
  let timer = 0;

  const ask = async (keeps) => {
    const mine = ++turn;
    const body = new URLSearchParams(new FormData(form));
    if (keeps) body.set("keep", "1");
    const answer = await fetch(pain.dataset.url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    const found = answer && (answer.ok || answer.status === 422) ? await answer.json() : null;
    if (mine !== turn) return found;
    if (found) {
      pain.innerHTML = found.pain;
      if (panel) panel.querySelector("[data-verdicts]").innerHTML = found.measures;
    }
    if (panel) {
      trouble.textContent = keeps ? (found ? found.errors.join(" ") : panel.dataset.offline) : "";
      trouble.hidden = !trouble.textContent;
    }
    return found;
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask(false), 200);
  };
  form.addEventListener("change", (event) => isOurs(event.target) && later());
  const broughtBack = () => {
    if (!isPending()) return;
    panel.querySelector("details").open = true;
    later();
  };
  form.addEventListener("filled", broughtBack);
  broughtBack();

  const keep = async () => {
    clearTimeout(timer);
    const found = await ask(true);
    if (!found?.kept) return false;
    for (const one of controls) {
      if (one.type === "radio" || one.type === "checkbox") one.checked = false;
      else one.value = "";
    }
    form.elements.namedItem("measures_key").value = crypto.randomUUID?.().replaceAll("-", "") ?? String(Math.random()).slice(2);
    controls[0].dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  panel?.querySelector("[data-keeps]").addEventListener("click", (event) => {
    event.preventDefault();
    keep();
  });
  // A radio is taken back by a second tap: nothing else un-answers it.
  for (const one of controls.filter((control) => control.type === "radio")) {
    let was = false;
    one.closest("label")?.addEventListener("pointerdown", () => (was = one.checked));
    one.addEventListener("click", () => {
      if (was) {
        one.checked = false;
        one.dispatchEvent(new Event("input", { bubbles: true }));
        one.dispatchEvent(new Event("change", { bubbles: true }));
      }
      was = false;
    });
  }
  window.tendMeasures = { isPending, keep };
})();
