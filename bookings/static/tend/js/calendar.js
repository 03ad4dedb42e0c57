// The calendar page: the library, its callbacks, and the look at the server every second or so while the page is seen.
(() => {
  const calendar = globalThis.TendCalendar;
  const { setup, words, fill, clock, dayName, nameOf, wall } = calendar;
  const root = document.getElementById("calendar");
  const heard = document.getElementById("calendar-heard");
  const trouble = document.getElementById("calendar-trouble");

  let hiding = 0;
  // Said to screen readers always; shown too where somebody has to know what to do next.
  calendar.say = (text, isShown = false) => {
    heard.textContent = text;
    heard.classList.toggle("only-heard", !isShown);
    clearTimeout(hiding);
    if (isShown) hiding = setTimeout(() => heard.classList.add("only-heard"), 8000);
  };
  calendar.focusOn = (key) => {
    requestAnimationFrame(() => root.querySelector(`.ec-event[data-key="${key}"] .event-box`)?.focus({ preventScroll: true }));
  };

  calendar.openCard = async (visit) => {
    if (visit.busy) return;
    const dialog = document.getElementById("calendar-card");
    const answer = await fetch(setup.urls.card.replace("/_/", `/${visit.id}/`));
    if (answer.redirected || !answer.ok) {
      location.assign(setup.urls.visit.replace("/_/", `/${visit.id}/`));
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    dialog.querySelector("[data-card]").replaceChildren(...page.body.childNodes);
    for (const [name, start] of [["move", calendar.startMove], ["length", calendar.startLength]]) {
      dialog.querySelector(`[data-starts="${name}"]`)?.addEventListener("click", () => {
        dialog.close();
        start(visit);
      });
    }
    for (const next of dialog.querySelectorAll("[name=next]")) next.value = setup.urls.here;
    if ((setup.lengths[visit.service] ?? []).length < 2) dialog.querySelector("[data-starts=length]")?.remove();
    globalThis.htmx?.process(dialog);
    dialog.showModal();
  };

  calendar.openSlot = (date, column) => {
    const dialog = document.getElementById("calendar-slot");
    const therapist = calendar.isRooms ? "" : column || setup.therapist;
    const [day, time] = wall(date).split("T");
    const chosen = new URLSearchParams({ therapist, day, time });
    if (!therapist) chosen.delete("therapist");
    const shade = calendar.shadeAt(column, date);
    const isOurs = !setup.own || therapist === setup.own;
    dialog.querySelector("[data-title]").textContent = fill(words.bookAt, { day: dayName(date), time: clock(date) });
    dialog.querySelector("[data-note]").textContent = [nameOf(column), shade ? words.isClosed : words.empty].filter(Boolean).join(" · ");
    const book = dialog.querySelector("[data-book]");
    book.hidden = !isOurs;
    book.href = `${setup.urls.book}?${chosen}`;
    dialog.querySelector("[data-why]").href = `${setup.urls.why}?${chosen}`;
    dialog.showModal();
  };

  calendar.ec = globalThis.EventCalendar.create(root, {
    ...calendar.options(),
    pointer: matchMedia("(hover: hover)").matches,
    eventClick: ({ event }) => event.extendedProps.visit && calendar.openCard(event.extendedProps.visit),
    dateClick: ({ date, resource }) => calendar.openSlot(date, resource?.id ?? setup.therapist),
    eventDragStart: () => (calendar.isHeld = true),
    eventDragStop: () => (calendar.isHeld = false),
    eventResizeStart: () => (calendar.isHeld = true),
    eventResizeStop: () => (calendar.isHeld = false),
    eventDrop: ({ event }) => {
      const { visit } = event.extendedProps;
      calendar.place(visit, calendar.wantedAt(visit, event.start, event.resourceIds[0]));
    },
    eventResize: ({ event }) => calendar.lengthen(event.extendedProps.visit, (event.end - event.start) / 60000),
  });

  // Once for each batch of changes, so that the library's own roles never reach a screen reader.
  let isWaiting = false;
  const watch = { childList: true, subtree: true, attributes: true, attributeFilter: ["role", "tabindex"] };
  const observer = new MutationObserver(() => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => {
      isWaiting = false;
      calendar.dress(root);
      observer.takeRecords();
    });
  });
  calendar.dress(root);
  observer.observe(root, watch);

  calendar.redraw = () => {
    const focused = document.activeElement?.closest?.(".ec-event")?.dataset.key;
    calendar.ec.setOption("events", calendar.events());
    if (focused) calendar.focusOn(focused);
  };
  const mark = (before) => {
    const known = new Map(before.map((visit) => [calendar.keyOf(visit), JSON.stringify(visit)]));
    const fresh = setup.board.visits
      .filter((visit) => known.get(calendar.keyOf(visit)) !== JSON.stringify(visit) && visit.id !== calendar.mine?.id)
      .map(calendar.keyOf);
    requestAnimationFrame(() => {
      for (const key of fresh) {
        const node = root.querySelector(`.ec-event[data-key="${key}"]`);
        node?.classList.add("is-fresh");
        setTimeout(() => node?.classList.remove("is-fresh"), 4000);
      }
    });
  };
  const draw = (board) => {
    const before = setup.board;
    setup.board = board;
    if (JSON.stringify(before.columns) !== JSON.stringify(board.columns)) {
      calendar.ec.setOption("resources", calendar.columns().map((column) => ({ id: column.id, title: column.name })));
      jumps();
    }
    if (before.from !== board.from || before.until !== board.until) {
      for (const [name, value] of Object.entries(calendar.hoursOf())) calendar.ec.setOption(name, value);
    }
    calendar.redraw();
    mark(before.visits);
    trouble.hidden = !board.is_cut;
    if (board.is_cut) trouble.textContent = words.cut;
  };

  // Asking costs the server one statement as long as nothing changed (304). A page that nobody sees asks nothing.
  const LOCKED_MS = 5000;
  let timer = 0;
  let wait = setup.poll;
  const look = async () => {
    // By itself: looking at a calendar is no sign that somebody is there. Locked (423): later again.
    const headers = { Accept: "application/json", "If-None-Match": setup.version, "X-By-Itself": "yes" };
    const answer = await fetch(setup.urls.feed, { headers, cache: "no-store" });
    if (answer.status === 423) {
      wait = LOCKED_MS;
      return;
    }
    if (answer.redirected) {
      trouble.textContent = words.signedOut;
      trouble.hidden = false;
      wait = 0;
      return;
    }
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    wait = setup.poll;
    if (trouble.dataset.offline) {
      delete trouble.dataset.offline;
      trouble.hidden = true;
    }
    if (answer.status === 304 || calendar.isHeld) return;
    const board = await answer.json();
    if (calendar.isHeld) return;
    setup.version = answer.headers.get("ETag");
    draw(board);
  };
  const tick = () => (calendar.isHeld ? again() : calendar.refresh());
  const again = () => {
    clearTimeout(timer);
    if (!document.hidden && wait) timer = setTimeout(tick, wait);
  };
  calendar.refresh = async () => {
    clearTimeout(timer);
    const held = calendar.isHeld;
    try {
      calendar.isHeld = false;
      await look();
    } catch {
      wait = Math.min(wait * 2 || setup.poll, 15000);
      trouble.dataset.offline = "yes";
      trouble.textContent = words.offline;
      trouble.hidden = false;
    } finally {
      calendar.isHeld = calendar.isHeld || held;
    }
    again();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : calendar.refresh()));

  // On a phone each column is nearly as wide as the screen; the names above lead to them.
  const jumps = () => {
    const bar = document.getElementById("calendar-jumps");
    bar.replaceChildren(
      ...calendar.columns().map((column, number) => {
        const button = calendar.element("button", "jump", column.name.split(" ")[0]);
        button.type = "button";
        button.addEventListener("click", () => {
          root.querySelectorAll(".ec-col-head")[number]?.scrollIntoView({ inline: "start", block: "nearest", behavior: "smooth" });
        });
        return button;
      }),
    );
    bar.hidden = calendar.isWeek || calendar.columns().length < 2;
  };
  jumps();
  calendar.phone.addEventListener("change", () => calendar.ec.setOption("columnWidth", calendar.options().columnWidth));
  document.getElementById("calendar-new")?.addEventListener("click", () => calendar.startNew());
  trouble.hidden = !setup.board.is_cut;
  if (setup.board.is_cut) trouble.textContent = words.cut;
  again();
})();
