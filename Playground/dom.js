// Elements, controls and pictures. Text enters the page as text, never as markup.
import { shown } from "./numbers.js";

/** An element with its attributes and children; a function `on…` listens. */
export function h(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for pictures. */
export function s(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A number that moves, every digit of it in `data-value` under its name. */
export function number(name, x, digits = 4) {
  return h("b", { class: "n", "data-name": name, "data-value": String(x) }, shown(x, digits));
}

/** The head of a table; an empty one stands above the names of the rows. */
export const headRow = (heads) =>
  h("thead", {}, h("tr", {}, heads.map((each) => (each === "" ? h("td") : h("th", { scope: "col" }, each)))));

/** A line of a formula: texts and numbers as they stand. */
export const line = (...parts) => h("p", { class: "step" }, ...parts);

let lastId = 0;
const newId = () => `c${(lastId += 1)}`;

/**
 * A slider with its label and its value. `value` may be set from outside, by `set`.
 */
export function slider({ label, min, max, step, value, format = (x) => shown(x), swatch, onInput, key }) {
  const id = newId();
  const output = h("output", { for: id }, format(value));
  const input = h("input", {
    type: "range", id, min, max, step, "data-key": key, "aria-valuetext": format(value),
    oninput: () => { show(Number(input.value)); onInput(Number(input.value)); },
  });
  input.value = String(value);
  function show(x) {
    output.textContent = format(x);
    input.setAttribute("aria-valuetext", format(x));
  }
  const mark = swatch === undefined ? null : h("i", { class: `dot c${swatch}`, "aria-hidden": "true" });
  const element = h("div", { class: "slider" }, h("label", { for: id }, mark, label), output, input);
  element.set = (x) => {
    if (document.activeElement !== input || Number(input.value) !== x) input.value = String(x);
    show(x);
  };
  return element;
}

/** One of several, as buttons of a group of radios. */
export function choice({ label, options, value, onInput, key }) {
  const name = newId();
  const inputs = options.map(([each]) => h("input", {
    type: "radio", name, value: each, id: `${name}-${each}`, "data-key": key, onchange: () => onInput(each),
  }));
  const element = h("fieldset", { class: "choice" }, h("legend", {}, label),
    h("div", { class: "options" }, options.map(([each, text], i) =>
      h("span", {}, inputs[i], h("label", { for: `${name}-${each}` }, text)))));
  element.set = (x) => inputs.forEach((input) => (input.checked = input.value === String(x)));
  element.set(value);
  return element;
}

/** Any of several. */
export function checks({ label, options, values, onInput, key }) {
  const inputs = options.map(([each]) => h("input", {
    type: "checkbox", id: newId(), value: each, "data-key": key,
    onchange: () => onInput(inputs.filter((input) => input.checked).map((input) => input.value)),
  }));
  const element = h("fieldset", { class: "checks" }, h("legend", {}, label),
    h("div", { class: "options" }, options.map(([, text, swatch], i) => h("span", {}, inputs[i],
      h("label", { for: inputs[i].id },
        swatch === undefined ? null : h("i", { class: `dot f${swatch}`, "aria-hidden": "true" }), text)))));
  element.set = (list) => inputs.forEach((input) => (input.checked = list.includes(input.value)));
  element.set(values);
  return element;
}

/** One of many, as a menu. */
export function menu({ label, options, value, onInput, key }) {
  const id = newId();
  const select = h("select", { id, "data-key": key, onchange: () => onInput(select.value) },
    options.map(([each, text]) => h("option", { value: each }, text)));
  const element = h("div", { class: "menu" }, h("label", { for: id }, label), select);
  element.set = (x) => (select.value = String(x));
  element.set(value);
  return element;
}

/** A button. */
export const button = (text, onClick, attributes = {}) =>
  h("button", { type: "button", onclick: onClick, ...attributes }, text);

/**
 * Follows a pointer that goes down on the element until it goes up, with its place within the box of `of`; `fromStart` takes the
 * place where it goes down too. The element itself may be drawn anew meanwhile, so the window listens.
 */
export function dragged(element, of, onMove, fromStart = false) {
  element.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    element.focus?.({ preventScroll: true });
    const frame = of();
    const move = (event) => {
      if (event.pointerId !== down.pointerId) return;
      // Another scene came meanwhile.
      if (!frame.isConnected) return end(event);
      const box = frame.getBoundingClientRect();
      onMove((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    };
    const end = (event) => {
      if (event.pointerId !== down.pointerId) return;
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    if (fromStart) move(down);
  });
}

/** A picture that is drawn anew for the width it has: `draw` gets it and gives the height and the parts. */
export function picture(label, draw) {
  const svg = s("svg", { role: "img", "aria-label": label });
  const box = h("div", { class: "picture" }, svg);
  let width = 0;
  box.redraw = (text) => {
    if (text) svg.setAttribute("aria-label", text);
    width = Math.max(box.clientWidth, 180);
    const { height, parts } = draw(width);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.replaceChildren(...parts.flat(3).filter((part) => part));
  };
  const observer = new ResizeObserver(() => {
    // A scene that was left draws no more: the values are another's.
    if (!box.isConnected) observer.disconnect();
    else if (Math.abs(box.clientWidth - width) > 1) box.redraw();
  });
  observer.observe(box);
  box.svg = svg;
  return box;
}

/** Axes with their scales: `x` and `y` are {from, to, ticks, label, format, log}. */
export function axes({ width, height, x, y, left = 44, bottom = 40, top = 28, right = 12 }) {
  const scale = (axis, start, end) => {
    const map = axis.log ? Math.log10 : (v) => v;
    const from = map(axis.from), to = map(axis.to);
    return (v) => start + ((map(v) - from) / (to - from)) * (end - start);
  };
  const px = scale(x, left, width - right), py = scale(y, height - bottom, top);
  const text = (axis, v) => (axis.format ?? ((n) => shown(n, 3)))(v);
  const parts = [
    y.ticks.map((v) => [
      s("line", { class: "grid-line", x1: left, x2: width - right, y1: py(v), y2: py(v) }),
      s("text", { class: "tick", x: left - 6, y: py(v) + 4, "text-anchor": "end" }, text(y, v)),
    ]),
    x.ticks.map((v) => s("text", { class: "tick", x: px(v), y: height - bottom + 16, "text-anchor": "middle" }, text(x, v))),
    s("line", { class: "base-line", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }),
    s("text", { class: "axis", x: width - right, y: height - 6, "text-anchor": "end" }, x.label),
    s("text", { class: "axis", x: 2, y: 10 }, y.label),
  ];
  return { px, py, parts, left, right: width - right, top, bottom: height - bottom };
}

/** A line through points; what is not finite breaks it. */
export function path(points, name) {
  let d = "", pen = "M";
  for (const [px, py] of points) {
    if (Number.isFinite(px) && Number.isFinite(py)) {
      d += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
      pen = "L";
    } else pen = "M";
  }
  return s("path", { class: name, d });
}

/** Round steps from 0 to above `most`, about five of them. */
export function ticksTo(most) {
  if (!(most > 0) || !Number.isFinite(most)) return [0, 1];
  const rough = most / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= rough) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
