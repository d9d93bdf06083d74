// Scene 2: two bags, the truth p and the forecast q; cross entropy is entropy and a gap, and the gap is KL.
import { axes, button, h, line, number, picture, s, slider, ticksTo } from "../dom.js";
import { crossEntropy, divergence, entropy, sharesOf, surprise } from "../measures.js";
import { shown } from "../numbers.js";

const letters = "ABCD";
const whole = (x) => Math.min(Math.max(Math.round(x), 0), 100);

export const gapScene = {
  id: "gap",
  start: { p: [80, 10, 10], q: [20, 20, 60] },
  tidy(state) {
    for (const name of ["p", "q"]) {
      state[name] = state[name].slice(0, 4).map(whole);
      while (state[name].length < 2) state[name].push(50);
    }
    while (state.q.length < state.p.length) state.q.push(10);
    state.q.length = state.p.length;
    for (const name of ["p", "q"]) if (!state[name].some((x) => x > 0)) state[name] = state[name].map(() => 1);
  },
  build(view) {
    const { t, set } = view;
    const boxes = { p: h("div", { class: "sliders" }), q: h("div", { class: "sliders" }) };
    const same = button(t("gap.same"), () => set({ q: [...view.state.p] }));
    const more = button(t("surprise.more"), () => set({ p: [...view.state.p, 10], q: [...view.state.q, 10] }));
    const fewer = button(t("surprise.fewer"), () => set({ p: view.state.p.slice(0, -1), q: view.state.q.slice(0, -1) }));
    const areas = picture("", (width) => drawAreas(view, width));
    const bars = picture("", (width) => drawBars(view, width));
    const formula = h("div", { class: "formula" });
    let sliders = null;

    function update() {
      const { p } = view.state;
      if (sliders?.p.length !== p.length) {
        sliders = {};
        for (const name of ["p", "q"]) {
          sliders[name] = p.map((_, i) => slider({
            label: t("gap.share", { kind: letters[i] }), key: `${name}${i}`, min: 0, max: 100, step: 1, value: view.state[name][i],
            swatch: i, format: (x) => String(x), onInput: (x) => set({ [name]: view.state[name].with(i, x) }),
          }));
          boxes[name].replaceChildren(...sliders[name]);
        }
      }
      for (const name of ["p", "q"]) {
        const shares = sharesOf(view.state[name]);
        sliders[name].forEach((each, i) => {
          each.set(view.state[name][i]);
          each.querySelector("output").textContent = shown(shares[i], 3);
        });
      }
      more.disabled = p.length === 4;
      fewer.disabled = p.length === 2;
      areas.redraw(t("gap.areas"));
      bars.redraw(t("gap.bars"));
      formula.replaceChildren(...formulaOf(view));
    }
    return {
      update,
      summary() {
        const [p, q] = sharesIn(view.state);
        return t("gap.summary", { cross: shown(crossEntropy(p, q)), entropy: shown(entropy(p)), gap: shown(divergence(p, q)) });
      },
      element: h("div", { class: "stage" },
        h("div", { class: "controls" }, h("h2", {}, t("gap.p")), boxes.p, h("h2", {}, t("gap.q")), boxes.q,
          h("div", { class: "row" }, same, more, fewer)),
        h("div", { class: "show" }, areas, h("p", { class: "note" }, t("gap.how")), bars, formula)),
    };
  },
};

const sharesIn = ({ p, q }) => [sharesOf(p), sharesOf(q)];

function formulaOf({ t, state }) {
  const [p, q] = sharesIn(state);
  const cross = crossEntropy(p, q), own = entropy(p), gap = divergence(p, q);
  const terms = p.flatMap((share, i) => (share === 0 ? [] : [`${shown(share)} · ${shown(surprise(q[i]))}`]));
  const lost = p.findIndex((share, i) => share > 0 && q[i] === 0);
  return [
    line(`H(p, q) = Σ p · (−ln q) = ${terms.join(" + ")} = `, number("crossEntropy", cross, 6), `\u00a0${t("nats")}`),
    line("H(p) = ", number("entropy", own, 6), "\u2003D(p ‖ q) = ", number("divergence", gap, 6)),
    line(`H(p, q) = H(p) + D(p ‖ q): ${shown(cross)} = ${shown(own)} + ${shown(gap)}`),
    h("p", { class: "note" }, lost >= 0 ? t("gap.impossible", { kind: letters[lost] })
      : gap === 0 ? t("gap.equal") : t("gap.unequal", { gap: shown(gap) })),
  ];
}

/** A bar a kind, as wide as p; as high as −ln q, and within it −ln p. What sticks out, less what falls short, is the gap. */
function drawAreas({ t, state }, width) {
  const height = Math.min(290, Math.max(210, width * 0.42));
  const [p, q] = sharesIn(state);
  const finite = [...p, ...q].filter((x, i) => x > 0 && p[i % p.length] > 0).map(surprise);
  const ticks = ticksTo(Math.max(...finite, 1));
  const top = ticks.at(-1);
  const frame = axes({
    width, height, x: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], label: t("gap.x") },
    y: { from: 0, to: top, ticks, label: t("gap.y") },
  });
  const { px, py } = frame;
  const drawn = [];
  let from = 0;
  p.forEach((share, i) => {
    if (share === 0) return;
    const x = px(from), w = Math.max(px(from + share) - x - 1, 0.5);
    const forecast = Math.min(surprise(q[i]), top), own = surprise(share);
    drawn.push(
      s("rect", { class: `area c${i}`, x, width: w, y: py(own), height: py(0) - py(own) }),
      s("rect", { class: "outline", x, width: w, y: py(forecast), height: py(0) - py(forecast) }));
    if (w > 22 && py(0) - py(own) > 24) drawn.push(s("text", { class: "on", x: x + w / 2, y: py(0) - 8, "text-anchor": "middle" }, letters[i]));
    else if (w > 22) {
      // Above the low fill, and where the outline ends there, above that.
      const free = py(own) - py(forecast) > 24 ? py(own) : Math.min(py(own), py(forecast));
      drawn.push(s("text", { class: "strong", x: x + w / 2, y: free - 6, "text-anchor": "middle" }, letters[i]));
    }
    from += share;
  });
  return { height, parts: [frame.parts, drawn] };
}

/** H(p) and the gap as one bar. */
function drawBars({ t, state }, width) {
  const [p, q] = sharesIn(state);
  const own = entropy(p), gap = divergence(p, q), all = own + gap;
  const room = width - 4, most = Math.max(Number.isFinite(all) ? all : own * 3, 1.6);
  const a = (own / most) * room, b = Number.isFinite(gap) ? (gap / most) * room : room - a;
  const label = (text, x, w, name) => (w > 9 * text.length ? s("text", { class: name, x: x + w / 2, y: 22, "text-anchor": "middle" }, text) : null);
  return {
    height: 54,
    parts: [
      s("rect", { class: "bar-own", x: 2, y: 4, width: Math.max(a - 1, 0), height: 28 }),
      s("rect", { class: "bar-gap", x: 2 + a, y: 4, width: Math.max(b - 1, 0), height: 28 }),
      label("H(p)", 2, a, "on"), label("D(p ‖ q)", 2 + a, b, "on"),
      s("text", { class: "axis", x: 2, y: 48 }, t("gap.bar", { cross: shown(crossEntropy(p, q)) })),
    ],
  };
}
