// Scene 3: likelihood, its logarithm, and cross entropy are one thing; products underflow, sums do not.
import { axes, choice, dragged, h, line, number, path, picture, s, slider, ticksTo } from "../dom.js";
import { crossEntropy, entropy } from "../measures.js";
import { grouped, raised, shown } from "../numbers.js";

const counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000];
const measured = [-1.2, 0.3, 0.8, 1.9, 2.7];
const within = (x, least, most) => Math.min(Math.max(x, least), most);
const constant = 0.5 * Math.log(2 * Math.PI);

export const likelihoodScene = {
  id: "likelihood",
  start: { kind: "coin", tosses: 100, heads: 70, q: 40, mean: 0 },
  tidy(state) {
    if (state.kind !== "gaussian") state.kind = "coin";
    state.tosses = counts.reduce((best, each) => (Math.abs(each - state.tosses) < Math.abs(best - state.tosses) ? each : best));
    state.heads = within(Math.round(state.heads), 0, 100);
    state.q = within(Math.round(state.q), 1, 99);
    state.mean = within(Math.round(state.mean * 20) / 20, -3, 4);
  },
  build(view) {
    const { t, set } = view;
    const kind = choice({
      label: t("likelihood.kind"), key: "kind", value: view.state.kind,
      options: [["coin", t("likelihood.coin")], ["gaussian", t("likelihood.gaussian")]], onInput: (each) => set({ kind: each }),
    });
    const tosses = slider({
      label: t("likelihood.tosses"), key: "tosses", min: 0, max: counts.length - 1, step: 1, value: 0,
      format: (i) => grouped(counts[i]), onInput: (i) => set({ tosses: counts[i] }),
    });
    const percent = (x) => `${x} %`;
    const heads = slider({
      label: t("likelihood.heads"), key: "heads", min: 0, max: 100, step: 1, value: 0, format: percent, onInput: (x) => set({ heads: x }),
    });
    const q = slider({
      label: t("likelihood.q"), key: "q", min: 1, max: 99, step: 1, value: 1, format: (x) => shown(x / 100), onInput: (x) => set({ q: x }),
    });
    const mean = slider({
      label: t("likelihood.mean"), key: "mean", min: -3, max: 4, step: 0.05, value: 0, onInput: (x) => set({ mean: x }),
    });
    const chart = picture("", (width) => (view.state.kind === "coin" ? drawCoin(view, width) : drawGaussian(view, width)));
    const formula = h("div", { class: "formula" });
    const coins = h("div", { class: "sliders" }, tosses, heads, q);

    function update() {
      const { state } = view;
      kind.set(state.kind);
      tosses.set(counts.indexOf(state.tosses));
      heads.set(state.heads);
      q.set(state.q);
      mean.set(state.mean);
      coins.hidden = state.kind !== "coin";
      mean.hidden = state.kind === "coin";
      chart.redraw(t(state.kind === "coin" ? "likelihood.coinPicture" : "likelihood.gaussianPicture"));
      formula.replaceChildren(...(state.kind === "coin" ? coinFormula(view) : gaussianFormula(view)));
    }
    return {
      update,
      summary() {
        if (view.state.kind === "gaussian") return t("likelihood.gaussianSummary", { nll: shown(gaussianNLL(view.state.mean)) });
        const made = coinOf(view.state);
        return t("likelihood.summary", { product: shown(made.product), log: shown(made.log), mean: shown(made.mean) });
      },
      element: h("div", { class: "stage" },
        h("div", { class: "controls" }, kind, coins, mean, h("p", { class: "note" }, t("likelihood.units"))),
        h("div", { class: "show" }, chart, formula)),
    };
  },
};

/** The product of all the tosses' probabilities as a computer forms it, factor by factor, and the sum of their logarithms. */
function coinOf({ tosses, heads, q }) {
  const up = Math.round((tosses * heads) / 100), down = tosses - up, chance = q / 100;
  let product = 1;
  for (let i = 0; i < up; i++) product *= chance;
  for (let i = 0; i < down; i++) product *= 1 - chance;
  const p = [up / tosses, down / tosses], forecast = [chance, 1 - chance];
  const mean = crossEntropy(p, forecast);
  return { up, down, product, p, log: -tosses * mean, mean };
}

function coinFormula({ t, state }) {
  const { up, down, product, log, mean, p } = coinOf(state);
  const q = shown(state.q / 100), rest = shown(1 - state.q / 100);
  return [
    line(`Π f(x) = ${q}${raised(up)} · ${rest}${raised(down)} = `, number("product", product), product === 0 ? ` ${t("likelihood.underflow")}` : ""),
    line(`ln Π f(x) = Σ ln f(x) = ${grouped(up)} · ln ${q} + ${grouped(down)} · ln ${rest} = `, number("logLikelihood", log, 7)),
    line(`−Σ ln f(x) / ${grouped(state.tosses)} = `, number("mean", mean, 6), `\u00a0${t("nats")} = H(p, q)`),
    h("p", { class: "note" }, t("likelihood.least", { share: shown(p[0]), entropy: shown(entropy(p)) })),
  ];
}

const squares = (mean) => measured.reduce((sum, x) => sum + (x - mean) ** 2, 0);
const gaussianNLL = (mean) => squares(mean) / 2 + measured.length * constant;

function gaussianFormula({ t, state }) {
  const sum = squares(state.mean);
  return [
    line("f(x) = exp(−½ (x − μ)²) / √(2π)"),
    line("−Σ ln f(x) = ½ Σ (x − μ)² + n · ½ ln 2π"),
    line(`= ½ · ${shown(sum)} + 5 · ${shown(constant)} = `, number("nll", gaussianNLL(state.mean), 6), `\u00a0${t("nats")}`),
    h("p", { class: "note" }, t("likelihood.gaussianNote", { mean: shown(measured.reduce((a, x) => a + x, 0) / measured.length) })),
  ];
}

/** The mean negative log-likelihood of a toss at every q. */
function drawCoin(view, width) {
  const { t, set, state } = view;
  const height = Math.min(330, Math.max(230, width * 0.5));
  const { p, mean } = coinOf(state);
  const frame = axes({
    width, height, x: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], label: t("likelihood.x") },
    y: { from: 0, to: 3, ticks: [0, 1, 2, 3], label: t("likelihood.y") },
  });
  const { px, py } = frame;
  const least = entropy(p);
  const curve = Array.from({ length: 199 }, (_, i) => (i + 1) / 200)
    .map((x) => [px(x), crossEntropy(p, [x, 1 - x])]).filter(([, y]) => y <= 3).map(([x, y]) => [x, py(y)]);
  const at = [px(state.q / 100), py(Math.min(mean, 3))];
  const handle = s("circle", { class: "handle-dot f2", cx: at[0], cy: at[1], r: 8 });
  const ground = s("rect", { class: "handle", x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top });
  dragged(ground, () => ground.ownerSVGElement, (fx) =>
    set({ q: Math.round((100 * (fx * width - frame.left)) / (frame.right - frame.left)) }), true);
  return {
    height,
    parts: [frame.parts, path(curve, "line whole k2"),
      s("line", { class: "mean", x1: frame.left, x2: frame.right, y1: py(least), y2: py(least) }),
      s("line", { class: "leader", x1: px(p[0]), x2: px(p[0]), y1: frame.top, y2: frame.bottom }),
      s("text", { class: "strong", x: frame.right - 4, y: py(least) + (least > 0.35 ? 16 : -6), "text-anchor": "end" }, `H(p) = ${shown(least)}`),
      s("text", { class: "axis", x: px(p[0]), y: frame.top - 4, "text-anchor": p[0] > 0.8 ? "end" : p[0] < 0.2 ? "start" : "middle" }, `q = p = ${shown(p[0])}`),
      ground, handle],
  };
}

/** The negative log-likelihood of five measured numbers at every μ: a parabola, as squared error is. */
function drawGaussian(view, width) {
  const { t, set, state } = view;
  const height = Math.min(330, Math.max(230, width * 0.5));
  const ticks = ticksTo(50);
  const frame = axes({
    width, height, x: { from: -3, to: 4, ticks: [-3, -2, -1, 0, 1, 2, 3, 4], label: "μ" },
    y: { from: 0, to: ticks.at(-1), ticks, label: t("likelihood.gaussianY") },
  });
  const { px, py } = frame;
  const xs = Array.from({ length: 141 }, (_, i) => -3 + i / 20);
  const ground = s("rect", { class: "handle", x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top });
  dragged(ground, () => ground.ownerSVGElement, (fx) =>
    set({ mean: -3 + (7 * (fx * width - frame.left)) / (frame.right - frame.left) }), true);
  const label = (x, y, text) => s("text", { class: "strong", x: px(x), y: py(y), "text-anchor": "end" }, text);
  return {
    height,
    parts: [frame.parts, path(xs.map((x) => [px(x), py(squares(x) / 2)]), "line k1"), path(xs.map((x) => [px(x), py(gaussianNLL(x))]), "line whole k2"),
      measured.map((x) => s("circle", { class: "ball f0", cx: px(x), cy: py(0) - 1, r: 4 })),
      s("line", { class: "leader", x1: px(state.mean), x2: px(state.mean), y1: frame.top, y2: frame.bottom }),
      label(3.2, gaussianNLL(3.2) + 6, "−Σ ln f"), label(3.95, 8, "½ Σ (x − μ)²"),
      ground, s("circle", { class: "handle-dot f2", cx: px(state.mean), cy: py(gaussianNLL(state.mean)), r: 8 })],
  };
}
