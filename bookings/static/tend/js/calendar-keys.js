// The calendar without a pointer: M moves a visit, L changes its length, N looks for an empty time; arrows, Enter, Escape.
(() => {
  const calendar = globalThis.TendCalendar;
  const { setup, words, fill, parse, wall, plus, clock, dayName, nameOf, titleOf } = calendar;
  const CURSOR = "cursor";
  let mode = null;

  const visitOf = (node) => setup.board.visits.find((one) => one.id && one.id === node?.closest?.(".ec-event")?.dataset.key);
  const tell = () => {
    const column = calendar.isWeek ? dayName(mode.start) : nameOf(mode.column);
    const shade = mode.kind === "new" ? calendar.shadeAt(mode.column, mode.start) : null;
    const text = fill(words.at, { time: `${clock(mode.start)} – ${clock(mode.end)}`, column });
    calendar.say(shade ? `${text}. ${words[shade.kind] ?? words.closed}` : text, true);
  };
  const show = () => {
    const event = calendar.ec.getEventById(mode.key);
    const shown = { ...event, start: wall(mode.start), end: wall(mode.end), resourceIds: [mode.column] };
    shown.classNames = [...new Set([...event.classNames, "is-chosen"])];
    calendar.ec.updateEvent(shown);
    tell();
    requestAnimationFrame(() => {
      const node = document.querySelector(mode.kind === "new" ? ".ec-event.slot-cursor" : `.ec-event[data-key="${mode.key}"]`);
      node?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  };
  const begin = (next) => {
    mode = next;
    calendar.isHeld = true;
    document.getElementById("calendar").focus({ preventScroll: true });
  };
  const leave = () => {
    const past = mode;
    mode = null;
    calendar.isHeld = false;
    if (past.kind === "new") calendar.ec.removeEventById(CURSOR);
    return past;
  };

  calendar.startMove = (visit) => {
    begin({ kind: "move", key: visit.id, visit, column: calendar.columnOf(visit), start: parse(visit.start), end: parse(visit.end) });
    calendar.say(fill(words.moving, { patient: titleOf(visit) }), true);
  };
  calendar.startLength = (visit) => {
    if ((setup.lengths[visit.service] ?? []).length < 2) {
      calendar.say(fill(words.oneLength, { service: visit.treatment }), true);
      return;
    }
    begin({ kind: "lengthen", key: visit.id, visit, column: calendar.columnOf(visit), start: parse(visit.start), end: parse(visit.end) });
    calendar.say(fill(words.lengthening, { patient: titleOf(visit) }), true);
  };
  calendar.startNew = () => {
    const near = visitOf(document.activeElement);
    const today = setup.board.now.slice(0, 10);
    const day = parse(`${setup.first}T00:00`);
    const opening = plus(day, Math.ceil(setup.board.from / 60) * 60);
    const next = setup.first === today ? plus(parse(`${setup.board.now.slice(0, 13)}:00`), 60) : opening;
    const start = near ? parse(near.end) : next;
    const column = near ? calendar.columnOf(near) : calendar.isWeek ? setup.therapist : calendar.columns()[0]?.id;
    calendar.ec.addEvent({ id: CURSOR, start: wall(start), end: wall(plus(start, 30)), resourceIds: [column], classNames: ["slot-cursor"], editable: false });
    begin({ kind: "new", key: CURSOR, column, start, end: plus(start, 30) });
    calendar.say(words.choosing, true);
    show();
  };

  const shift = (minutes) => {
    mode.start = plus(mode.start, minutes);
    mode.end = plus(mode.end, minutes);
  };
  const sideways = (step) => {
    if (calendar.isWeek) shift(step * 1440);
    else {
      const ids = calendar.columns().map((column) => column.id);
      mode.column = ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(mode.column) + step))];
    }
  };
  const lengthen = (step) => {
    const lengths = [...setup.lengths[mode.visit.service]].sort((one, other) => one.minutes - other.minutes);
    const now = lengths.findIndex((one) => one.minutes === (mode.end - mode.start) / 60000);
    mode.end = plus(mode.start, lengths[Math.min(lengths.length - 1, Math.max(0, now + step))].minutes);
  };
  const take = () => {
    const { kind, visit, start, end, column } = leave();
    if (kind === "new") calendar.openSlot(start, column);
    else if (kind === "lengthen") calendar.lengthen(visit, (end - start) / 60000);
    else calendar.place(visit, calendar.wantedAt(visit, start, column));
  };

  const inMode = (event) => {
    const steps = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };
    if (event.key in steps) {
      const isUpright = event.key === "ArrowUp" || event.key === "ArrowDown";
      if (mode.kind === "lengthen") lengthen(isUpright ? steps[event.key] : 0);
      else if (isUpright) shift(steps[event.key] * setup.snap * (event.shiftKey ? 4 : 1));
      else sideways(steps[event.key]);
      show();
    } else if (event.key === "Enter") take();
    else if (event.key === "Escape" || event.key === "Tab") {
      const { visit } = leave();
      calendar.redraw();
      calendar.say(words.givenUp);
      if (visit) calendar.focusOn(visit.id);
    } else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (mode) {
      inMode(event);
      return;
    }
    if (event.target.closest("input, select, textarea")) return;
    const visit = visitOf(event.target);
    const key = event.key.toLowerCase();
    if (visit?.movable && key === "m") calendar.startMove(visit);
    else if (visit?.movable && key === "l") calendar.startLength(visit);
    else if (key === "n") calendar.startNew();
    else return;
    event.preventDefault();
  });
})();
