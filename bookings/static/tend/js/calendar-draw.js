// The calendar as drawn: visits, shades and columns out of the server's JSON; times are what the clinic's wall shows.
globalThis.TendCalendar = (() => {
  const setup = JSON.parse(document.getElementById("calendar-setup").textContent);
  const words = setup.words;
  const language = document.documentElement.lang || "en";
  const isWeek = setup.view === "week";
  const isRooms = setup.view === "rooms";
  const phone = matchMedia("(max-width: 44rem)");

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const two = (number) => String(number).padStart(2, "0");
  // The library hands out dates whose local parts are the wall's; it takes text, because a date would be an instant to it.
  const wall = (date) =>
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
  const parse = (text) => {
    const [year, month, day, hour, minute] = text.split(/[-T:]/).map(Number);
    return new Date(year, month - 1, day, hour, minute);
  };
  const plus = (date, minutes) => {
    const later = new Date(date);
    later.setMinutes(later.getMinutes() + minutes);
    return later;
  };
  const clock = (date) =>
    language.startsWith("en")
      ? `${date.getHours() % 12 || 12}:${two(date.getMinutes())} ${date.getHours() < 12 ? "am" : "pm"}`
      : `${two(date.getHours())}:${two(date.getMinutes())}`;
  const dayName = (date) => date.toLocaleDateString(language, { weekday: "long", month: "long", day: "numeric" });
  const columnOf = (visit) => (isRooms ? visit.room : visit.therapist);
  const columns = () => {
    const own = (column) => Number(column.id !== setup.own);
    return [...setup.board.columns].sort((one, other) => own(one) - own(other));
  };
  const nameOf = (id) => setup.board.columns.find((column) => column.id === id)?.name ?? "";

  const element = (tag, css, text) => {
    const node = document.createElement(tag);
    if (css) node.className = css;
    if (text) node.textContent = text;
    return node;
  };
  const icon = (name) => document.getElementById("calendar-icons").content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);

  const titleOf = (visit) => visit.patient || (visit.busy ? words.busy : visit.offered ? words.offered : words.held);
  const spoken = (visit) => {
    const parts = [`${clock(parse(visit.start))} – ${clock(parse(visit.end))}`, titleOf(visit)];
    if (!visit.busy) parts.push(visit.treatment, visit.label);
    parts.push(fill(words.with, { name: visit.with }), visit.place);
    for (const flag of ["plan", "first", "confirmed"]) if (visit[flag]) parts.push(words[flag]);
    if (visit.movable) parts.push(words.pressM);
    return parts.join(", ");
  };

  const keyOf = (visit) => visit.id || `busy-${visit.therapist}-${visit.start}`;
  const visitEvent = (visit) => ({
    id: keyOf(visit),
    resourceIds: [columnOf(visit)],
    start: visit.start,
    end: visit.end,
    startEditable: Boolean(visit.movable),
    durationEditable: Boolean(visit.movable) && (setup.lengths[visit.service] ?? []).length > 1,
    classNames: [
      visit.busy ? "is-busy" : `is-${visit.status}`,
      visit.plan ? "of-plan" : "",
      visit.movable ? "is-movable" : "",
      parse(visit.end) - parse(visit.start) <= 40 * 60000 ? "is-short" : "",
    ].filter(Boolean),
    extendedProps: { visit },
  });
  const buffers = (visit) =>
    [[visit.from, visit.start], [visit.end, visit.until]]
      .filter(([start, end]) => start < end)
      .map(([start, end]) => ({ kind: "buffer", column: columnOf(visit), start, end }));
  const shadeEvent = (shade, number) => ({
    id: `shade-${number}`,
    display: "background",
    resourceIds: [shade.column],
    start: shade.start,
    end: shade.end,
    classNames: ["shade", `shade-${shade.kind}`],
    extendedProps: { shade },
  });
  const events = () => {
    const shades = [...setup.board.shades, ...setup.board.visits.flatMap(buffers)];
    return [...shades.map(shadeEvent), ...setup.board.visits.map(visitEvent)];
  };
  const shadeAt = (column, date) => {
    const at = wall(date);
    return setup.board.shades.find((shade) => (isWeek || shade.column === column) && shade.start <= at && at < shade.end);
  };

  // Nothing of what people typed ever becomes markup: text goes in as text.
  const content = ({ event }) => {
    const { visit, shade } = event.extendedProps;
    if (shade) {
      const note = ["off", "closure", "break"].includes(shade.kind) ? words[shade.kind] : "";
      return { domNodes: [element("span", "shade-note", note)] };
    }
    if (!visit) return { domNodes: [element("span", "slot-note", clock(event.start))] };
    const box = element("div", "event-box");
    box.dataset.visit = keyOf(visit);
    const head = element("p", "event-head");
    head.append(element("span", "event-title", titleOf(visit)));
    for (const [flag, name] of [["plan", "target"], ["confirmed", "check"], ["first", "sparkles"]]) {
      if (visit[flag]) head.append(icon(name));
    }
    const until = element("span", "event-until", ` – ${clock(event.end)}`);
    const time = element("p", "event-time", clock(event.start));
    time.append(until);
    box.append(head, time);
    if (!visit.busy) {
      const aside = isRooms ? visit.with : visit.place;
      box.append(element("p", "event-note", [visit.treatment, aside].filter(Boolean).join(" · ")));
      const state = ["held", "pending", "arrived", "no_show"].includes(visit.status) && visit.patient ? visit.label : "";
      if (state) box.append(element("p", "event-state", state));
    }
    return { domNodes: [box] };
  };
  const head = ({ resource }) => {
    const column = setup.board.columns.find((one) => one.id === resource.id);
    const box = element("span", "column-head");
    box.append(element("span", "column-name", column?.name ?? resource.title));
    if (column?.note) box.append(element("span", "column-note", column.note));
    return { domNodes: [box] };
  };

  // The library says "table" of what is none; screen readers get plain groups and buttons instead.
  const dress = (root) => {
    for (const node of root.querySelectorAll("[role=table], [role=row], [role=rowgroup], [role=columnheader], [role=rowheader], [role=cell]")) {
      node.removeAttribute("role");
    }
    for (const node of root.querySelectorAll("[aria-colindex], [aria-rowindex], [aria-colcount], [aria-rowcount]")) {
      for (const name of ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount"]) node.removeAttribute(name);
    }
    const frame = root.querySelector(".ec");
    frame?.setAttribute("role", "group");
    frame?.setAttribute("aria-label", words.calendar);
    root.querySelector(".ec-main")?.setAttribute("tabindex", "0");
    for (const box of root.querySelectorAll(".ec-event .event-box")) {
      const event = box.closest(".ec-event");
      const visit = setup.board.visits.find((one) => keyOf(one) === box.dataset.visit);
      if (!visit || event.matches(".ec-preview, .ec-ghost")) continue;
      event.dataset.key = box.dataset.visit;
      event.setAttribute("role", "presentation");
      event.removeAttribute("tabindex");
      box.setAttribute("aria-label", spoken(visit));
      box.setAttribute("role", visit.busy ? "img" : "button");
      if (!visit.busy) box.tabIndex = 0;
    }
    for (const pointer of root.querySelectorAll(".ec-bg-event, .ec-pointer")) pointer.setAttribute("aria-hidden", "true");
  };

  const hoursOf = () => {
    const from = Math.max(0, Math.floor(setup.board.from / 60) - 1);
    const until = Math.min(24, Math.ceil(setup.board.until / 60) + 1);
    return { slotMinTime: `${two(from)}:00`, slotMaxTime: `${two(until)}:00` };
  };
  // What is seen first: the hour before now, or where the day begins.
  const beginning = () => {
    const [day, time] = setup.board.now.split("T");
    const ahead = (parse(`${day}T00:00`) - parse(`${setup.first}T00:00`)) / 86400000;
    const isShown = ahead > -0.5 && ahead < (isWeek ? 6.5 : 0.5);
    return isShown ? `${two(Math.max(0, Number(time.slice(0, 2)) - 1))}:00` : hoursOf().slotMinTime;
  };
  const emptyWeekend = () =>
    [6, 0].filter((weekday) => {
      const midnight = parse(`${setup.first}T00:00`);
      midnight.setDate(midnight.getDate() + (weekday + 6) % 7);
      const [start, end] = [wall(midnight), wall(plus(midnight, 1440))];
      const isShut = setup.board.shades.some((shade) => shade.start <= start && shade.end >= end);
      return isShut && !setup.board.visits.some((visit) => visit.start < end && visit.end > start);
    });

  const options = () => ({
    view: isWeek ? "timeGridWeek" : "resourceTimeGridDay",
    date: setup.first,
    timeZone: `${setup.offset.slice(0, 3)}:${setup.offset.slice(3)}`,
    locale: language,
    firstDay: 1,
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    height: "100%",
    nowIndicator: true,
    editable: true,
    eventStartEditable: true,
    eventDurationEditable: true,
    eventLongPressDelay: 350,
    slotDuration: "00:30",
    slotLabelInterval: "01:00",
    slotHeight: 38,
    snapDuration: { minutes: setup.snap },
    slotEventOverlap: false,
    slotLabelFormat: (time) => (language.startsWith("en") ? `${time.getHours() % 12 || 12} ${time.getHours() < 12 ? "am" : "pm"}` : `${two(time.getHours())}:00`),
    dayHeaderFormat: (day) => `${day.toLocaleDateString(language, { weekday: "short" })} ${day.getDate()}`,
    columnWidth: phone.matches && !isWeek ? "calc(100vw - 7.5rem)" : isWeek ? "minmax(6.5rem, 1fr)" : "minmax(9.5rem, 1fr)",
    ...(isWeek ? { hiddenDays: emptyWeekend() } : {}),
    ...hoursOf(),
    scrollTime: beginning(),
    resources: columns().map((column) => ({ id: column.id, title: column.name })),
    events: events(),
    eventContent: content,
    resourceLabelContent: head,
  });

  return { setup, words, isWeek, isRooms, phone, fill, wall, parse, plus, clock, dayName, columns, columnOf, nameOf,
    titleOf, keyOf, element, events, shadeAt, dress, hoursOf, options };
})();
