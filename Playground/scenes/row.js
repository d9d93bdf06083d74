// Scene 4: one row from its logits to its gradient, under softmax, several sigmoids, or one neuron with its input.
import { axes, button, checks, choice, dragged, h, headRow, line, menu, number, path, picture, s, slider } from "../dom.js";
import { lossNames, lossOf, sigmoidOf } from "../losses.js";
import { indexed, shown } from "../numbers.js";

const input = 1.5;
const within = (x, least, most) => Math.min(Math.max(x, least), most);

export const rowScene = {
  id: "row",
  start: { unit: "softmax", z: [2, 1, 0.1], truth: [0], loss: "cross_entropy" },
  tidy(state) {
    if (!["softmax", "sigmoid", "neuron"].includes(state.unit)) state.unit = "softmax";
    if (!lossNames.includes(state.loss)) state.loss = "cross_entropy";
    state.z = state.z.slice(0, state.unit === "neuron" ? 1 : 5).map((x) => within(x, -10, 10));
    const least = state.unit === "softmax" ? 2 : 1;
    while (state.z.length < least) state.z.push(0);
    state.truth = [...new Set(state.truth.map(Number))].filter((j) => Number.isInteger(j) && j >= 0 && j < state.z.length).sort();
    if (state.unit === "softmax") state.truth = [state.truth[0] ?? 0];
  },
  build(view) {
    const { t, set } = view;
    const unit = choice({
      label: t("row.unit"), key: "unit", value: view.state.unit,
      options: ["softmax", "sigmoid", "neuron"].map((each) => [each, t(`row.${each}`)]), onInput: (each) => set({ unit: each }),
    });
    const loss = menu({
      label: t("loss"), key: "loss", value: view.state.loss, options: lossNames.map((each) => [each, t(each)]),
      onInput: (each) => set({ loss: each }),
    });
    const logits = h("div", { class: "sliders" }), truths = h("div");
    const more = button(t("row.more"), () => set({ z: [...view.state.z, 0] }));
    const fewer = button(t("row.fewer"), () => set({ z: view.state.z.slice(0, -1) }));
    const chart = picture("", (width) => (view.state.unit === "neuron" ? drawPull(view, width) : drawRow(view, width)));
    const formula = h("div", { class: "formula" });
    let sliders = [], built = "", truth;

    function update() {
      const { state } = view;
      unit.set(state.unit);
      loss.set(state.loss);
      const now = `${state.unit} ${state.z.length}`;
      if (built !== now) {
        built = now;
        sliders = state.z.map((value, i) => slider({
          label: `z${state.z.length > 1 ? indexed(i) : ""}`, key: `z${i}`, min: -10, max: 10, step: 0.05, value, swatch: i,
          onInput: (x) => set({ z: view.state.z.with(i, Math.round(x * 20) / 20) }),
        }));
        logits.replaceChildren(...sliders);
        truth = truthControl(view);
        truths.replaceChildren(truth);
      }
      sliders.forEach((each, i) => each.set(state.z[i]));
      truth.set(truth.isOne ? (state.unit === "softmax" ? state.truth[0] : state.truth.length) : state.truth.map(String));
      more.hidden = fewer.hidden = state.unit === "neuron";
      more.disabled = state.z.length === 5;
      fewer.disabled = state.z.length === (state.unit === "softmax" ? 2 : 1);
      chart.redraw(t(state.unit === "neuron" ? "row.pullPicture" : "row.picture"));
      formula.replaceChildren(...formulaOf(view));
    }
    return {
      update,
      summary() {
        const made = rowOf(view);
        return t("row.summary", { loss: t(view.state.loss), value: shown(made.own.sum), pull: shown(made.pull) });
      },
      element: h("div", { class: "stage" },
        h("div", { class: "controls" }, unit, loss, logits, h("div", { class: "row" }, more, fewer), truths),
        h("div", { class: "show" }, chart, formula)),
    };
  },
};

/** What is true: one class under softmax, yes or no of one sigmoid, any of several. */
function truthControl({ t, set, state }) {
  if (state.unit === "softmax") {
    return Object.assign(choice({
      label: t("row.truth"), key: "truth", value: state.truth[0], options: state.z.map((_, j) => [j, t("row.class", { j })]),
      onInput: (j) => set({ truth: [j] }),
    }), { isOne: true });
  }
  if (state.z.length === 1) {
    return Object.assign(choice({
      label: t("row.truth"), key: "truth", value: state.truth.length, options: [[0, t("row.no")], [1, t("row.yes")]],
      onInput: (yes) => set({ truth: yes ? [0] : [] }),
    }), { isOne: true });
  }
  return checks({
    label: t("row.truths"), key: "truth", values: state.truth.map(String),
    options: state.z.map((_, j) => [String(j), t("row.output", { j })]), onInput: (list) => set({ truth: list.map(Number) }),
  });
}

/** The loss that is always shown beside the chosen one. */
const rivalOf = (loss) => (loss === "squared_error" ? "cross_entropy" : "squared_error");

/** One row, its probabilities, and both losses with their gradients; the neuron's squared error has the articles' ½. */
function rowOf({ kernels, state }) {
  const { unit, z, truth, loss } = state;
  const isSoftmax = unit === "softmax", scale = unit === "neuron" ? 0.5 : 1;
  const targets = z.map((_, j) => (truth.includes(j) ? 1 : 0));
  const labels = isSoftmax ? Int32Array.of(truth[0]) : Float64Array.from(targets);
  const of = (name) => lossOf(kernels, name, isSoftmax ? "softmax" : "sigmoid", Float64Array.from(z), labels, z.length, scale);
  const own = of(loss), rival = of(rivalOf(loss));
  const p = isSoftmax ? [...kernels.softmax(Float64Array.from(z), z.length)] : z.map(sigmoidOf);
  const pulls = [own, rival].map((each) => Math.max(...each.gradient.map(Math.abs)));
  return { p, targets, own, rival, pull: pulls[0] };
}

function formulaOf(view) {
  const { t, state } = view;
  const { unit, z, loss } = state;
  const made = rowOf(view);
  const { p, targets, own, rival } = made;
  const isSurprise = loss === "cross_entropy";
  const y = state.truth[0], parts = [];
  if (unit === "softmax") {
    const total = z.reduce((sum, each) => sum + Math.exp(each), 0);
    parts.push(line(`p${indexed(y)} = exp z${indexed(y)} / Σ exp z = ${shown(Math.exp(z[y]))} / ${shown(total)} = `, number("p", p[y], 6)));
  } else if (z.length === 1) {
    parts.push(line(`o = σ(z) = 1 / (1 + exp(−z)) = `, number("p", p[0], 6)));
  }
  parts.push(line(...lossLine(view, made)));
  if (isSurprise) parts.push(line("= ", number("bits", own.sum / Math.LN2, 6), `\u00a0${t("bits")}`,
    unit === "sigmoid" && z.length > 1 ? [" · ", t("row.mean", { count: z.length }), " ", number("mean", own.sum / z.length, 6)] : ""));
  const lossHead = (name) =>
    h("span", {}, h("i", { class: `dot f${lossNames.indexOf(name)}`, "aria-hidden": "true" }), t(name), h("br"), "∂ℓ/∂z");
  const head = headRow(["", "z", unit === "softmax" ? "p" : "o", "t", lossHead(loss), lossHead(rivalOf(loss))]);
  const rows = z.map((each, j) => h("tr", { class: targets[j] ? "true" : "" },
    h("th", { scope: "row" }, h("i", { class: `dot c${j}`, "aria-hidden": "true" }), String(j)),
    h("td", {}, shown(each)), h("td", {}, number(`p${j}`, p[j])), h("td", {}, String(targets[j])),
    h("td", {}, number(`gradient${j}`, own.gradient[j])), h("td", {}, number(`rival${j}`, rival.gradient[j]))));
  const of = (name, formed) => h("td", {}, number(name, formed.sum));
  parts.push(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("row.table") }, h("table", { class: "numeric" }, head, h("tbody", {}, rows),
    h("tfoot", {}, h("tr", {}, h("th", { scope: "row" }, "ℓ"), h("td"), h("td"), h("td"), of("loss", own), of("rivalLoss", rival))))));
  if (unit === "neuron") {
    const w = (name, formed) => [`${name} ∂ℓ/∂w = ∂ℓ/∂z · x = ${shown(formed.gradient[0])} · ${input} = `];
    parts.push(
      line(w(t(loss), own)[0], number("w", own.gradient[0] * input, 6)),
      line(w(t(rivalOf(loss)), rival)[0], number("rivalW", rival.gradient[0] * input, 6)));
  }
  parts.push(h("p", { class: "note" }, noteOf(view, made)));
  return parts;
}

function lossLine({ t, state }, { p, targets, own }) {
  const { unit, z, loss, truth } = state;
  const terms = (of) => z.map((_, j) => of(j)).join(" + ");
  const value = number("lossLine", own.sum, 6);
  if (loss === "cross_entropy") {
    if (unit === "softmax") return [`ℓ = −ln p${indexed(truth[0])} = −ln ${shown(p[truth[0]])} = `, value, `\u00a0${t("nats")}`];
    if (z.length === 1) return [targets[0] ? `ℓ = −ln o = −ln ${shown(p[0])} = ` : `ℓ = −ln (1 − o) = −ln ${shown(1 - p[0])} = `, value, `\u00a0${t("nats")}`];
    return [`ℓ = Σ −(t ln o + (1 − t) ln (1 − o)) = ${terms((j) => shown(own.values[j]))} = `, value, `\u00a0${t("nats")}`];
  }
  if (loss === "squared_error") {
    const letter = unit === "softmax" ? "p" : "o", half = unit === "neuron" ? "½ " : "";
    return [`ℓ = ${half}Σ (${letter} − t)² = ${half}(${terms((j) => shown((p[j] - targets[j]) ** 2))}) = `, value];
  }
  const formulas = { focal: "−(1 − p)² ln p", generalized_cross_entropy: "(1 − p^0.7) / 0.7" };
  const squares = unit === "softmax" ? "Σ z² / (C − 1)" : "z² / 4";
  return [`ℓ = ${unit === "sigmoid" && z.length > 1 ? "Σ " : ""}${formulas[loss] ?? `−ln p + ${squares}`} = `, value];
}

function noteOf({ t, state }, { p, targets, own, rival }) {
  const strongest = (formed) => Math.max(...formed.gradient.map(Math.abs));
  const ce = state.loss === "squared_error" ? rival : own, se = state.loss === "squared_error" ? own : rival;
  if (!["cross_entropy", "squared_error"].includes(state.loss)) return t(`row.note.${state.loss}`);
  return t("row.times", { times: shown(strongest(ce) / strongest(se), 3) });
}

/** Probabilities on the left; on the right where each loss pulls each logit. */
function drawRow(view, width) {
  const { t, state } = view;
  const { p, targets, own, rival } = rowOf(view);
  const step = 46, top = 26, height = top + p.length * step + 6;
  const middle = width * 0.46, right = width - 6, centre = middle + 24 + (right - middle - 24) / 2;
  const most = Math.max(1, ...own.gradient.map(Math.abs), ...rival.gradient.map(Math.abs)), half = (right - middle - 24) / 2;
  const place = (name) => lossNames.indexOf(name);
  const parts = [
    s("text", { class: "axis", x: 18, y: 12 }, t(state.unit === "softmax" ? "row.p" : "row.o")),
    s("text", { class: "axis", x: right, y: 12, "text-anchor": "end" }, t("row.pulls")),
    s("line", { class: "base-line", x1: centre, x2: centre, y1: top - 6, y2: height }),
  ];
  p.forEach((each, j) => {
    const y = top + j * step, room = middle - 60;
    parts.push(
      s("text", { x: 4, y: y + 20 }, String(j)),
      s("rect", { class: "track", x: 18, y: y + 4, width: room, height: 24, rx: 2 }),
      s("rect", { class: `area c${j}`, x: 18, y: y + 4, width: each * room, height: 24, rx: 2 }),
      targets[j] ? s("line", { class: "goal", x1: 18 + room, x2: 18 + room, y1: y, y2: y + 32 })
        : s("line", { class: "goal", x1: 18, x2: 18, y1: y, y2: y + 32 }),
      s("text", { x: 18 + room + 5, y: y + 20 }, shown(each, 3)));
    [[own, state.loss, 4], [rival, rivalOf(state.loss), 18]].forEach(([formed, name, dy]) => {
      // Against the gradient: the way the logit goes.
      const w = (-formed.gradient[j] / most) * half;
      parts.push(s("rect", { class: `area f${place(name)}`, x: w < 0 ? centre + w : centre, y: y + dy, width: Math.max(Math.abs(w), 1), height: 11 }));
    });
  });
  return { height, parts };
}

/** |∂ℓ/∂z| of both losses at every z of the one neuron. */
function drawPull(view, width) {
  const { t, set, state } = view;
  const height = Math.min(300, Math.max(220, width * 0.45));
  const frame = axes({
    width, height, x: { from: -8, to: 8, ticks: [-8, -4, 0, 4, 8], label: "z = w·x + b" },
    y: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], label: "|∂ℓ/∂z|" },
  });
  const { px, py } = frame;
  const zs = Array.from({ length: 161 }, (_, i) => -8 + i / 10);
  const targets = Float64Array.from(zs, () => (state.truth.length ? 1 : 0));
  const names = [state.loss, rivalOf(state.loss)];
  const curves = names.map((name) => {
    const { gradient } = lossOf(view.kernels, name, "sigmoid", Float64Array.from(zs), targets, 1, 0.5);
    return path(zs.map((z, i) => [px(z), py(Math.min(Math.abs(gradient[i]), 1))]), `line k${lossNames.indexOf(name)}`);
  });
  const made = rowOf(view), at = within(state.z[0], -8, 8);
  const dots = [made.own, made.rival].map((formed, i) => s("circle", {
    class: `ball f${lossNames.indexOf(names[i])}`, cx: px(at), cy: py(Math.min(Math.abs(formed.gradient[0]), 1)), r: 6 }));
  const ground = s("rect", { class: "handle", x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top });
  dragged(ground, () => ground.ownerSVGElement, (fx) =>
    set({ z: [Math.round(20 * within(-8 + (16 * (fx * width - frame.left)) / (frame.right - frame.left), -8, 8)) / 20] }), true);
  const isYes = state.truth.length > 0;
  return {
    height,
    parts: [frame.parts, curves, s("line", { class: "leader", x1: px(at), x2: px(at), y1: frame.top, y2: frame.bottom }),
      s("text", { class: "axis", x: isYes ? frame.left + 6 : frame.right - 4, y: (frame.top + frame.bottom) / 2, "text-anchor": isYes ? "start" : "end" }, t("row.wrong")),
      names.map((name, i) => s("text", { class: `label f${lossNames.indexOf(name)}`, x: isYes ? frame.right - 6 : frame.left + 6,
        y: frame.bottom - 26 + 16 * i - 10, "text-anchor": isYes ? "end" : "start" }, t(name))), ground, dots],
  };
}
