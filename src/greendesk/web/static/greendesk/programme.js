// Stops of a programme are dragged to another time or day, or moved with the keyboard; the server judges every place.
// Without this script a stop has its own page with the same verbs.
const board = document.querySelector("[data-programme]");
const SCALE = 0.9, TOP = 10, STEP = 5, SVG = "http://www.w3.org/2000/svg";
const clock = (minute) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`;
const say = (text) => { const live = document.getElementById("live"); if (live) live.textContent = text; };

if (board) {
  const columns = [...board.querySelectorAll("svg[data-day]")];
  const told = document.querySelector("[data-told]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  let held = null;
  document.querySelector("[data-drag-help]").hidden = false;

  const ask = async (url, day, minute, anyway) => {
    const body = new URLSearchParams({ day, at: clock(minute).padStart(5, "0") });
    if (anyway) body.set("anyway", "on");
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.status !== 200 && answer.status !== 422) { location.reload(); return { why: [], free: "" }; }
    return answer.json();
  };

  const lift = (link) => {
    if (link.dataset.locked === "1" || held) return null;
    const column = link.closest("svg");
    const box = document.createElementNS(SVG, "rect"), text = document.createElementNS(SVG, "text");
    box.setAttribute("class", "ghost"); text.setAttribute("class", "ghosttext");
    box.setAttribute("x", 44); box.setAttribute("width", 252); box.setAttribute("rx", 4); text.setAttribute("x", 52);
    box.setAttribute("height", Math.max(link.dataset.length * SCALE, 14));
    link.classList.add("lifted");
    held = { link, column, from: { column, minute: Number(link.dataset.start) }, minute: Number(link.dataset.start), box, text, asked: 0 };
    show();
    return held;
  };

  const show = () => {
    const y = (held.minute - held.column.dataset.begin) * SCALE + TOP;
    held.box.setAttribute("y", y); held.text.setAttribute("y", y + 13); held.text.textContent = clock(held.minute);
    held.column.append(held.box, held.text);
    clearTimeout(held.timer);
    held.timer = setTimeout(judge, 250);
  };

  const judge = async () => {
    if (!held) return;
    const mine = held, number = ++mine.asked;
    const { why } = await ask(mine.link.dataset.try, mine.column.dataset.day, mine.minute);
    if (held !== mine || number !== mine.asked) return;
    mine.box.toggleAttribute("data-breaks", why.length > 0);
    say(`${clock(mine.minute)}: ${why.join(" ") || board.dataset.fits}`);
  };

  const letGo = () => {
    if (!held) return null;
    const done = held;
    clearTimeout(done.timer);
    done.box.remove(); done.text.remove(); done.link.classList.remove("lifted");
    held = null;
    return done;
  };

  const put = async (one, minute, anyway) => {
    const answer = await ask(one.link.dataset.place, one.column.dataset.day, minute, anyway);
    if (!answer.why.length) { location.reload(); return; }
    told.hidden = false;
    told.querySelector("[data-told-name]").textContent = `${one.link.dataset.name} ${clock(minute)}`;
    told.querySelector("[data-told-why]").replaceChildren(...answer.why.map((why) => Object.assign(document.createElement("li"), { textContent: why })));
    const free = told.querySelector("[data-told-free]"), leave = () => { told.hidden = true; one.link.focus(); };
    free.hidden = !answer.free;
    free.querySelector("span").textContent = answer.free;
    free.onclick = () => { const [h, m] = answer.free.split(":"); put(one, h * 60 + Number(m)); };
    told.querySelector("[data-told-anyway]").onclick = () => put(one, minute, true);
    told.querySelector("[data-told-leave]").onclick = leave;
    (answer.free ? free : told.querySelector("[data-told-leave]")).focus();
    say(answer.why.join(" "));
  };

  const drop = () => {
    const one = letGo();
    if (one && (one.column !== one.from.column || one.minute !== one.from.minute)) put(one, one.minute);
  };

  const at = (event) => {
    const column = columns.find((svg) => { const b = svg.getBoundingClientRect(); return event.clientX >= b.left && event.clientX <= b.right; }) || held.column;
    const frame = column.getBoundingClientRect();
    const y = (event.clientY - frame.top) * (column.viewBox.baseVal.height / frame.height) - held.grab;
    const last = Number(column.dataset.begin) + (column.viewBox.baseVal.height - 2 * TOP) / SCALE - held.link.dataset.length;
    const minute = Math.round(((y - TOP) / SCALE + Number(column.dataset.begin)) / STEP) * STEP;
    held.column = column;
    held.minute = Math.max(Number(column.dataset.begin), Math.min(minute, Math.floor(last / STEP) * STEP));
    show();
  };

  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("pointerdown", (event) => {
    const link = event.target.closest("[data-stop]");
    const gripped = event.target.classList.contains("grip");
    if (!link || event.button || (event.pointerType !== "mouse" && !gripped)) return;
    const begun = { x: event.clientX, y: event.clientY };
    const move = (now) => {
      if (!held) {
        if (Math.hypot(now.clientX - begun.x, now.clientY - begun.y) < 6 || !lift(link)) return;
        const box = link.querySelector(".stop").getBoundingClientRect();
        held.grab = (begun.y - box.top) * (held.column.viewBox.baseVal.height / held.column.getBoundingClientRect().height);
      }
      at(now);
    };
    const end = (now) => {
      removeEventListener("pointermove", move); removeEventListener("pointerup", end); removeEventListener("pointercancel", end);
      if (!held) return;
      const stay = (click) => { click.preventDefault(); click.stopPropagation(); };
      addEventListener("click", stay, true);
      setTimeout(() => removeEventListener("click", stay, true), 0);
      if (now.type === "pointercancel") letGo(); else drop();
    };
    addEventListener("pointermove", move); addEventListener("pointerup", end); addEventListener("pointercancel", end);
    if (gripped) event.preventDefault();
  });

  board.addEventListener("keydown", (event) => {
    const link = event.target.closest("[data-stop]");
    if (!link) return;
    if (!held && event.key === " ") {
      event.preventDefault();
      if (lift(link)) say(board.dataset.reach.replace("%(stop)s", link.dataset.name));
      return;
    }
    if (!held) return;
    const step = event.shiftKey ? 3 * STEP : STEP, column = columns.indexOf(held.column);
    if (event.key === "ArrowUp") held.minute -= step;
    else if (event.key === "ArrowDown") held.minute += step;
    else if (event.key === "ArrowLeft") held.column = columns[Math.max(0, column - 1)];
    else if (event.key === "ArrowRight") held.column = columns[Math.min(columns.length - 1, column + 1)];
    else if (event.key === "Enter" || event.key === " ") { event.preventDefault(); drop(); return; }
    else if (event.key === "Escape" || event.key === "Tab") { letGo(); say(board.dataset.there); return; }
    else return;
    event.preventDefault();
    held.minute = Math.max(0, Math.min(held.minute, 24 * 60 - held.link.dataset.length));
    show();
  });
}
