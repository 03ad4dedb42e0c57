// Auto-lock: when nobody has done anything in any window for a while, a screen covers all of them. What is typed stays
// under it. The server has a wall of its own; here is what people see.
(() => {
  // A window that shows nothing but the lock goes back as soon as another one is open.
  if (document.querySelector("[data-lock-page]")) {
    window.addEventListener("storage", (event) => event.key === "lock:locked" && !event.newValue && location.reload());
  }
  const screen = document.querySelector("dialog[data-lock]");
  if (!screen) return;
  const LIMIT = Number(screen.dataset.seconds) * 1000;
  const OFTEN = Math.min(LIMIT / 8, 60_000);
  const form = screen.querySelector("form[data-unlocks]");
  const said = screen.querySelector("[data-unlock-said]");
  const title = document.title;
  const token = () => form.elements.namedItem("csrfmiddlewaretoken").value;

  // Shared by the windows of this browser: when somebody was last active, and whether it is locked.
  let own = { at: 0, locked: "" };
  const shared = (name, value) => {
    if (value !== undefined) own[name] = value;
    try {
      if (value !== undefined) localStorage.setItem(`lock:${name}`, value);
      return localStorage.getItem(`lock:${name}`) ?? own[name];
    } catch {
      return own[name]; // Storage is forbidden: this window locks for itself.
    }
  };
  const tell = (url) =>
    fetch(url, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token(), Accept: "application/json" } });

  const cover = () => {
    if (screen.open) return;
    screen.showModal();
    document.title = screen.dataset.title;
    form.elements.namedItem("password").focus();
  };
  const uncover = () => {
    if (!screen.open) return;
    form.reset();
    said.hidden = true;
    screen.close();
    document.title = title;
    document.dispatchEvent(new CustomEvent("unlocked"));
  };
  const lock = () => {
    shared("locked", "yes");
    cover();
    tell(screen.dataset.lockUrl).catch(() => {});
  };
  const unlock = () => {
    shared("at", Date.now());
    shared("locked", "");
    uncover();
  };

  let told = Date.now();
  const active = () => {
    if (screen.open) return;
    const now = Date.now();
    if (now - Number(shared("at")) > LIMIT) return lock();
    if (now - Number(shared("at")) > OFTEN / 4) shared("at", now);
    if (now - told < OFTEN) return;
    told = now;
    tell(screen.dataset.stayUrl).then((answer) => answer.status === 423 && lock(), () => {});
  };
  const look = () => {
    if (shared("locked") === "yes") cover();
    else if (screen.open) uncover();
    else if (Date.now() - Number(shared("at")) > LIMIT) lock();
  };

  for (const name of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) {
    document.addEventListener(name, active, { passive: true, capture: true });
  }
  window.addEventListener("storage", (event) => event.key?.startsWith("lock:") && look());
  window.addEventListener("pageshow", (event) => event.persisted && look());
  document.addEventListener("visibilitychange", look);
  setInterval(look, Math.min(LIMIT / 10, 5000));

  // What the page fetches by itself is no sign of life; an answer that says "locked" covers the page.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.triggeringEvent) event.detail.headers["X-By-Itself"] = "yes";
  });
  document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status === 423 && lock());
  document.addEventListener("locked", lock);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-locks]")) return;
    event.preventDefault();
    lock();
  });

  screen.addEventListener("cancel", (event) => event.preventDefault());
  screen.addEventListener("close", () => shared("locked") === "yes" && cover());
  const send = async (data) => {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.ok) return unlock();
      if (answer.type === "opaqueredirect") return location.reload(); // Signed out meanwhile: copies of notes stay.
      said.textContent = answer.status === 400 ? (await answer.json()).errors.join(" ") : screen.dataset.offline;
    } catch {
      said.textContent = screen.dataset.offline;
    }
    said.hidden = false;
    form.elements.namedItem("password").select();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(new FormData(form));
  });
  screen.addEventListener("passkey", (event) => {
    event.preventDefault();
    send(new FormData(event.target));
  });

  // The server has just shown this page, so it is open.
  unlock();
})();
