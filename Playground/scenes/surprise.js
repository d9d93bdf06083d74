// Scene 1: the surprise of an outcome, and entropy, the mean surprise.
import { axes, button, choice, dragged, h, line, number, picture, s, slider, ticksTo } from "../dom.js";
import { entropy, sharesOf, surprise, units } from "../measures.js";
import { grouped, shown } from "../numbers.js";

const mostKinds = 5, mostBalls = 100;
const whole = (x, least, most) => Math.min(Math.max(Math.round(x), least), most);
const letters = "ABCDE";

export const surpriseScene = {
  id: "surprise",
  start: { balls: [70, 20, 10], split: 1, unit: "nats" },
  tidy(state) {
    state.balls = state.balls.slice(0, mostKinds).map((x) => whole(x, 0, mostBalls));
    if (!state.balls.some((x) => x > 0)) state.balls = [1];
    state.split = whole(state.split, 1, 100);
    if (!Object.hasOwn(units, state.unit)) state.unit = "nats";
  },
  build(view) {
    const { t, set } = view;
    const unit = choice({
      label: t("unit"), key: "unit", value: view.state.unit, options: Object.keys(units).map((each) => [each, t(each)]),
      onInput: (each) => set({ unit: each }),
    });
    const split = slider({
      label: t("surprise.split"), key: "split", min: 1, max: 100, step: 1, value: view.state.split, format: grouped,
      onInput: (x) => set({ split: x }),
    });
    const kinds = h("div", { class: "sliders" });
    const more = button(t("surprise.more"), () => set({ balls: [...view.state.balls, 10] }));
    const fewer = button(t("surprise.fewer"), () => set({ balls: view.state.balls.slice(0, -1) }));
    const areas = picture("", (width) => drawAreas(view, width));
    const bag = picture("", (width) => drawBag(view.state.balls, width));
    const formula = h("div", { class: "formula" });
    let sliders = [];

    function update() {
      const { balls } = view.state;
      if (sliders.length !== balls.length) {
        sliders = balls.map((value, i) => slider({
          label: t("surprise.kind", { kind: letters[i] }), key: `balls${i}`, min: 0, max: mostBalls, step: 1, value, swatch: i,
          onInput: (x) => set({ balls: view.state.balls.with(i, x) }),
        }));
        kinds.replaceChildren(...sliders);
      }
      sliders.forEach((each, i) => each.set(balls[i]));
      more.disabled = balls.length === mostKinds;
      fewer.disabled = balls.length === 1;
      split.set(view.state.split);
      unit.set(view.state.unit);
      areas.redraw(t("surprise.areas"));
      bag.redraw(t("surprise.bag"));
      formula.replaceChildren(...formulaOf(view));
    }
    return {
      update,
      summary: () => t("surprise.summary", { entropy: shown(inUnit(view.state, entropyOf(view.state))), unit: t(view.state.unit) }),
      element: h("div", { class: "stage" },
        h("div", { class: "controls" }, bag, kinds, h("div", { class: "row" }, more, fewer), split, unit),
        h("div", { class: "show" }, areas, h("p", { class: "note" }, t("surprise.how")), formula)),
    };
  },
};

/** The shares of all kinds: the last one may stand for many that share its balls. */
function sharesIn({ balls, split }) {
  const shares = sharesOf(balls);
  const last = shares.pop();
  return [...shares, ...Array(split).fill(last / split)];
}

const entropyOf = (state) => entropy(sharesIn(state));
const inUnit = (state, nats) => nats * units[state.unit].factor;

function formulaOf({ t, state }) {
  const { log } = units[state.unit];
  const shares = sharesOf(state.balls);
  const terms = shares.flatMap((share, i) => {
    const count = i === shares.length - 1 ? state.split : 1;
    const p = share / count;
    if (p === 0) return [];
    const times = count > 1 ? `${count} · ` : "";
    return [`${times}${shown(p)} · ${shown(inUnit(state, surprise(p)))}`];
  });
  const nats = entropyOf(state), own = inUnit(state, nats);
  const others = Object.keys(units).filter((each) => each !== state.unit)
    .map((each) => `${shown(nats * units[each].factor)} ${t(each)}`).join(" = ");
  return [
    line(`H(p) = Σ p · (−${log} p)`),
    line(`= ${terms.join(" + ")}`),
    line("= ", number("entropy", own, 6), `\u00a0${t(state.unit)}`, h("small", {}, ` = ${others}`)),
    h("p", { class: "note" }, t("surprise.perplexity", { count: shown(Math.exp(nats)) })),
  ];
}

/** A bar a kind: as wide as its probability, as high as its surprise, so that the areas add up to the entropy. */
function drawAreas(view, width) {
  const { t, set, state } = view;
  const height = Math.min(330, Math.max(230, width * 0.5));
  const shares = sharesOf(state.balls);
  const bars = shares.flatMap((share, i) => {
    const count = i === shares.length - 1 ? state.split : 1;
    return share > 0 ? [{ share, i, height: inUnit(state, surprise(share / count)) }] : [];
  });
  const highest = Math.max(...bars.map((bar) => bar.height), inUnit(state, Math.LN2));
  const ticks = ticksTo(highest);
  const frame = axes({
    width, height, x: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], label: t("surprise.x") },
    y: { from: 0, to: ticks.at(-1), ticks, label: t("surprise.y", { unit: t(state.unit) }) },
  });
  const { px, py } = frame;
  const drawn = [];
  let from = 0;
  for (const bar of bars) {
    const x = px(from), w = px(from + bar.share) - x;
    drawn.push(s("rect", { class: `area c${bar.i}`, x, y: py(bar.height), width: Math.max(w - 1, 0.5), height: py(0) - py(bar.height) }));
    if (w > 22 && py(0) - py(bar.height) > 24) drawn.push(s("text", { class: "on", x: x + w / 2, y: py(0) - 8, "text-anchor": "middle" }, letters[bar.i]));
    from += bar.share;
  }
  const mean = inUnit(state, entropyOf(state));
  drawn.push(
    s("line", { class: "mean", x1: frame.left, x2: frame.right, y1: py(mean), y2: py(mean) }),
    s("text", { class: "strong", x: frame.right - 4, y: py(mean) - 6, "text-anchor": "end" }, `H(p) = ${shown(mean)}`));
  // Between two kinds the border can be dragged: what one gains the other loses.
  let border = 0;
  shares.slice(0, -1).forEach((share, i) => {
    border += share;
    const handle = s("rect", { class: "handle", x: px(border) - 9, y: frame.top, width: 18, height: frame.bottom - frame.top });
    const both = state.balls[i] + state.balls[i + 1], before = border - share;
    const total = state.balls.reduce((sum, x) => sum + x, 0);
    dragged(handle, () => handle.ownerSVGElement, (fx) => {
      const at = (fx * width - frame.left) / (frame.right - frame.left);
      const mine = Math.min(Math.max(Math.round((at - before) * total), Math.max(0, both - mostBalls)), Math.min(both, mostBalls));
      set({ balls: view.state.balls.with(i, mine).with(i + 1, both - mine) });
    });
    drawn.push(handle);
  });
  return { height, parts: [frame.parts, drawn] };
}

/** At most sixty balls in a bag, as many of each kind as its share says. */
function drawBag(balls, width) {
  const total = balls.reduce((sum, x) => sum + x, 0), most = Math.min(total, 60);
  const kinds = balls.flatMap((count, i) => Array(Math.round((count * most) / total)).fill(i));
  const across = Math.min(20, Math.floor(width / 15)), size = Math.min(width / across, 18);
  const rows = Math.ceil(kinds.length / across);
  return {
    height: Math.max(rows, Math.ceil(60 / across)) * size + 4,
    parts: kinds.map((kind, i) => s("circle", {
      class: `ball c${kind}`, cx: (i % across) * size + size / 2, cy: Math.floor(i / across) * size + size / 2 + 2, r: size * 0.36,
    })),
  };
}
