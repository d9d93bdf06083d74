// Scene 6: the race. The same model from the same start, taught by several losses, step by step.
import { axes, button, checks, choice, h, headRow, number, path, picture, s, slider, ticksTo } from "../dom.js";
import { irisText } from "../examples.js";
import { lossNames } from "../losses.js";
import { grouped, shown } from "../numbers.js";
import { Run, drawnWeights, normalNumbers } from "../network.js";
import { cellsOf, taskOf } from "../table.js";

const lastStep = 300, hiddenUnits = 8;
const models = ["neuron", "layer", "network"];
const startsOf = { neuron: ["small", "saturated", "own"], layer: ["small", "saturated"], network: ["usual", "small", "saturated"] };
const within = (x, least, most) => Math.min(Math.max(x, least), most);

export const raceScene = {
  id: "race",
  start: {
    model: "neuron", start: "saturated", losses: ["cross_entropy", "squared_error"], step: 0.3, at: lastStep, seed: 1, w: 2.56, b: 2,
    hidden: 1, activation: "sigmoid",
  },
  tidy(state) {
    if (!models.includes(state.model)) state.model = "neuron";
    if (!startsOf[state.model].includes(state.start)) state.start = "small";
    state.losses = lossNames.filter((name) => state.losses.includes(name));
    if (state.losses.length === 0) state.losses = ["cross_entropy"];
    state.step = within(state.step, 0.01, 10);
    state.at = within(Math.round(state.at), 0, lastStep);
    state.seed = within(Math.round(state.seed), 0, 9999);
    state.w = within(state.w, -6, 6);
    state.b = within(state.b, -6, 6);
    state.hidden = within(Math.round(state.hidden), 1, 8);
    if (state.activation !== "relu") state.activation = "sigmoid";
  },
  build(view) {
    const { t, set } = view;
    const calm = matchMedia("(prefers-reduced-motion: reduce)");
    let runs = [], built = "", timer = 0, working = 0;

    const model = choice({
      label: t("race.model"), key: "model", value: view.state.model, options: models.map((each) => [each, t(`race.${each}`)]),
      onInput: (each) => set({ model: each, at: lastStep }),
    });
    const starts = h("div");
    let start = null, startsFor = "";
    const losses = checks({
      label: t("race.losses"), key: "losses", values: view.state.losses, options: lossNames.map((each, i) => [each, t(each), i]),
      onInput: (list) => set({ losses: list }),
    });
    const step = slider({
      label: t("race.step"), key: "step", min: -2, max: 1, step: 0.05, value: 0, format: (x) => shown(10 ** x, 2),
      onInput: (x) => set({ step: Number((10 ** x).toPrecision(2)) }),
    });
    const w = slider({ label: "w", key: "w", min: -6, max: 6, step: 0.01, value: 0, onInput: (x) => set({ start: "own", w: x }) });
    const b = slider({ label: "b", key: "b", min: -6, max: 6, step: 0.01, value: 0, onInput: (x) => set({ start: "own", b: x }) });
    const hidden = slider({
      label: t("race.hidden"), key: "hidden", min: 1, max: 8, step: 1, value: 1, format: String, onInput: (x) => set({ hidden: x }),
    });
    const activation = choice({
      label: t("race.activation"), key: "activation", value: "sigmoid", options: [["sigmoid", t("sigmoid")], ["relu", "ReLU"]],
      onInput: (each) => set({ activation: each }),
    });
    const again = button(t("race.seed"), () => set({ seed: (view.state.seed % 9999) + 1, ...(view.state.start === "own" ? { start: "small" } : {}) }));

    const at = slider({
      label: t("race.at"), key: "at", min: 0, max: lastStep, step: 1, value: lastStep, format: grouped,
      onInput: (x) => { pause(); set({ at: x }); },
    });
    const play = button(t("race.play"), () => (timer ? pause() : begin()), { class: "main" });
    const one = button(t("race.one"), () => { pause(); set({ at: view.state.at + 1 }); });
    const back = button(t("race.back"), () => { pause(); set({ at: 0 }); });
    const end = button(t("race.end"), () => { pause(); set({ at: lastStep }); });

    const chart = (key, y) => picture("", (width) => drawHistory(view, runs, width, key(), y()));
    const isNeuron = () => view.state.model === "neuron";
    const charts = [
      chart(() => "logLoss", () => ({ label: t("race.logLoss"), most: 0 })),
      chart(() => "truth", () => ({ label: t("race.truth"), most: 1 })),
      chart(() => (view.state.model === "network" ? "first" : "gradient"),
        () => ({ label: t(view.state.model === "network" ? "race.first" : "race.gradient"), isLog: true })),
    ];
    const formula = h("div", { class: "formula" });

    function begin() {
      if (view.state.at >= lastStep) set({ at: 0 });
      play.textContent = t("race.pause");
      const [by, wait] = calm.matches ? [25, 500] : [2, 33];
      timer = setInterval(() => {
        const next = view.state.at + by;
        if (next >= lastStep) pause();
        set({ at: next });
      }, wait);
    }
    function pause() {
      clearInterval(timer);
      timer = 0;
      play.textContent = t("race.play");
    }

    /** Goes on with all runs, a little at a time, so that the page stays alive; shows them as they come. */
    function work() {
      clearTimeout(working);
      const until = performance.now() + 25;
      while (performance.now() < until) {
        const slowest = runs.filter((run) => !run.diverged && run.steps < lastStep).sort((a, b) => a.steps - b.steps)[0];
        if (!slowest) break;
        slowest.advance();
      }
      const isDone = runs.every((run) => run.diverged || run.steps === lastStep);
      element.toggleAttribute("data-done", isDone);
      if (!isDone) working = setTimeout(() => { work(); draw(); }, 0);
    }

    function draw() {
      charts.forEach((each, i) => each.redraw(t(["race.logLossPicture", "race.truthPicture", "race.gradientPicture"][i])));
      formula.replaceChildren(...formulaOf(view, runs));
    }

    function update() {
      const { state } = view;
      if (startsFor !== state.model) {
        startsFor = state.model;
        start = choice({
          label: t("race.start"), key: "start", value: state.start, options: startsOf[state.model].map((each) => [each, t(`race.${each}`)]),
          onInput: (each) => set({ start: each }),
        });
        starts.replaceChildren(start);
      }
      model.set(state.model);
      start.set(state.start);
      losses.set(state.losses);
      step.set(Math.log10(state.step));
      const first = weightsOf(state);
      w.set(first[0]);
      b.set(first[1]);
      w.hidden = b.hidden = !isNeuron();
      hidden.set(state.hidden);
      hidden.hidden = activation.hidden = state.model !== "network";
      activation.set(state.activation);
      again.hidden = isNeuron() && state.start !== "small";
      at.set(state.at);
      one.disabled = state.at >= lastStep;
      const now = JSON.stringify([state.model, state.losses, state.step, [...first], state.hidden, state.activation]);
      if (built !== now) {
        built = now;
        const task = taskFor(state);
        runs = state.losses.map((loss) => new Run(view.kernels, task, loss, first, state.step));
        element.runs = runs;
        work();
      }
      draw();
    }
    const element = h("div", { class: "stage race" },
      h("div", { class: "controls" }, model, starts, w, b, hidden, activation, step, losses, again),
      h("div", { class: "show" },
        h("div", { class: "player" }, play, one, back, end, at),
        h("div", { class: "grid" }, charts), formula));
    return {
      update, element,
      leave() { pause(); clearTimeout(working); },
      summary: () => t("race.summary", { step: view.state.at, list: runs.map((run) =>
        `${t(run.loss)} ${shown(pointOf(run, "truth", view.state.at))}`).join(", ") }),
    };
  },
};

let iris = null;

function taskFor({ model, hidden, activation }) {
  // The articles' neuron: x = 1.5, and what is true is 0.
  if (model === "neuron") return { features: Float64Array.of(1.5), labels: Float64Array.of(0), sizes: [1, 1], unit: "sigmoid", classes: 2 };
  if (!iris) {
    const [head, ...cells] = cellsOf(irisText);
    iris = taskOf(head, cells, head.at(-1));
  }
  const { features, labels, unit } = iris;
  return { features, labels, unit, activation, sizes: sizesOf({ model, hidden }), classes: 3 };
}

const sizesOf = ({ model, hidden }) =>
  model === "neuron" ? [1, 1] : [4, ...Array(model === "network" ? hidden : 0).fill(hiddenUnits), 3];

function weightsOf(state) {
  const sizes = sizesOf(state);
  if (state.model === "neuron" && state.start === "saturated") return Float64Array.of(2.56, 2);
  if (state.start === "own") return Float64Array.of(state.w, state.b);
  if (state.start === "usual") return usualWeights(sizes, state);
  return drawnWeights(sizes, state.start === "small" ? 0.1 : 3, state.seed);
}

/** He's normal start for ReLU, Glorot's as a normal one for sigmoids and the outputs; biases 0. */
function usualWeights(sizes, { activation, seed }) {
  const next = normalNumbers(seed);
  return Float64Array.from(sizes.slice(1).flatMap((units, layer) => {
    const inputs = sizes[layer], isRelu = activation === "relu" && layer < sizes.length - 2;
    const deviation = Math.sqrt(isRelu ? 2 / inputs : 2 / (inputs + units));
    return [...Array.from({ length: inputs * units }, () => deviation * next()), ...Array(units).fill(0)];
  }));
}

/** What a run's history holds at a step; its last one where it ended before. */
const pointOf = (run, key, step) => run.history[key][Math.min(step, run.steps)];

/**
 * The first step at which nine tenths of the way from ln C to the lowest log loss of all runs are gone; null: not so far, or
 * no run has learnt to speak of.
 */
function arrivalsOf(runs) {
  const lowest = Math.min(...runs.map((run) => Math.min(...run.history.logLoss)));
  const base = Math.log(runs[0].task.classes), target = base - 0.9 * (base - lowest);
  return lowest < 0.9 * base ? runs.map((run) => {
    const step = run.history.logLoss.findIndex((x) => x <= target);
    return step < 0 ? null : step;
  }) : runs.map(() => null);
}

function formulaOf({ t, state }, runs) {
  const arrivals = arrivalsOf(runs);
  const head = ["", t("race.loss"), t("race.logLossHead"), t("race.truthHead"), "|∇|", t("race.arrival")];
  const rows = runs.map((run, i) => {
    const cell = (key) => h("td", {}, number(`${run.loss}.${key}`, pointOf(run, key, state.at)));
    const arrival = run.diverged ? t("race.diverged") : arrivals[i] === null ? t("race.never", { steps: lastStep }) : String(arrivals[i]);
    return h("tr", {},
      h("th", { scope: "row" }, h("i", { class: `dot f${lossNames.indexOf(run.loss)}`, "aria-hidden": "true" }), t(run.loss)),
      cell("loss"), cell("logLoss"), cell("truth"), cell("gradient"), h("td", {}, arrival));
  });
  return [
    h("p", { class: "note" }, t("race.caption", { step: state.at })),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("race.table") },
      h("table", { class: "numeric" },
        headRow(head), h("tbody", {}, rows))),
    h("p", { class: "note" }, t(`race.note.${state.model}`), runs.some((run) => run.loss === "squared_error") ? ` ${t("race.half")}` : ""),
  ];
}

function drawHistory({ state }, runs, width, key, { label, most, isLog }) {
  const height = Math.min(250, Math.max(190, width * 0.62));
  const all = runs.flatMap((run) => run.history[key]).filter((x) => Number.isFinite(x));
  let y;
  if (isLog) {
    const top = Math.ceil(Math.log10(Math.max(...all, 1e-3)) - 1e-9);
    const low = Math.max(Math.floor(Math.log10(Math.max(Math.min(...all), 1e-12))), top - 8), bottom = Math.min(low, top - 2);
    const every = top - bottom > 5 ? 2 : 1;
    const ticks = Array.from({ length: Math.floor((top - bottom) / every) + 1 }, (_, i) => 10 ** (top - every * i));
    y = { from: 10 ** bottom, to: 10 ** top, ticks, label, log: true, format: (v) => (v >= 0.01 && v < 1000 ? shown(v) : shown(v).replace(/^1·/, "")) };
  } else {
    const ticks = most ? [0, 0.25, 0.5, 0.75, 1] : ticksTo(Math.max(...all, 0.1));
    y = { from: 0, to: ticks.at(-1), ticks, label };
  }
  const frame = axes({ width, height, x: { from: 0, to: lastStep, ticks: [0, 100, 200, 300], label: "" }, y, bottom: 26, top: 22 });
  const { px, py } = frame;
  const floor = isLog ? y.from : -Infinity;
  const lines = runs.map((run) => {
    const place = lossNames.indexOf(run.loss);
    const points = run.history[key].slice(0, state.at + 1).map((value, step) => [px(step), py(Math.max(value, floor))]);
    const rest = run.history[key].slice(state.at).map((value, i) => [px(state.at + i), py(Math.max(value, floor))]);
    const [x, at] = points.at(-1);
    return [path(rest, `line faint k${place}`), path(points, `line k${place}`), s("circle", { class: `ball f${place}`, cx: x, cy: at, r: 4 })];
  });
  return { height, parts: [frame.parts, s("line", { class: "leader", x1: px(state.at), x2: px(state.at), y1: frame.top, y2: frame.bottom }), lines] };
}
