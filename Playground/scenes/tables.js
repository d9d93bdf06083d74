// Scene 5: two classifiers on the same three rows: the same accuracy, another loss.
import { dragged, h, number } from "../dom.js";
import { greatestOf } from "../measures.js";
import { shown } from "../numbers.js";
import { lossOf } from "../losses.js";

/** The true classes of the three rows, the same in both tables. */
const truths = { first: [2, 1, 0], second: [2, 1, 0] };

export const tablesScene = {
  id: "tables",
  start: { first: [30, 30, 40, 30, 40, 30, 10, 20, 70], second: [10, 20, 70, 10, 70, 20, 30, 40, 30] },
  tidy(state) {
    for (const name of ["first", "second"]) {
      const list = state[name].map((x) => Math.min(Math.max(Math.round(x), 0), 100));
      for (let row = 0; row < 3; row++) {
        const at = 3 * row, sum = (list[at] ?? 0) + (list[at + 1] ?? 0) + (list[at + 2] ?? 0);
        if (sum !== 100) list.splice(at, 3, ...tablesScene.start[name].slice(at, at + 3));
      }
      state[name] = list.slice(0, 9);
    }
  },
  build(view) {
    const { t } = view;
    const tables = ["first", "second"].map((name) => tableOf(view, name));
    const formula = h("div", { class: "formula" });
    function update() {
      tables.forEach((each) => each.update());
      formula.replaceChildren(...compared(view));
    }
    return {
      update,
      summary() {
        const [a, b] = ["first", "second"].map((name) => scoresOf(view, name));
        return t("tables.summary", { a: shown(a.crossEntropy), b: shown(b.crossEntropy) });
      },
      element: h("div", { class: "tables" }, h("div", { class: "pair" }, tables.map((each) => each.element)),
        h("p", { class: "note" }, t("tables.how")), formula),
    };
  },
};

/** A table as three bars of three classes, whose borders move. */
function tableOf(view, name) {
  const { t, set } = view;
  const rows = truths[name].map((truth, row) => {
    const segments = [0, 1, 2].map((j) => h("div", { class: `segment c${j}` }, h("span")));
    const borders = [0, 1].map((j) => {
      const border = h("div", {
        class: "border", role: "slider", tabindex: "0", "aria-valuemin": "0", "aria-valuemax": "100", "data-key": `${name}${row}${j}`,
        "aria-label": t("tables.border", { table: t(`tables.${name}`), row: row + 1, a: "ABC"[j], b: "ABC"[j + 1] }),
        onkeydown: (event) => {
          const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -100, End: 100 }[event.key];
          if (!by) return;
          event.preventDefault();
          move(row, j, edge(row, j) + by);
        },
      });
      dragged(border, () => bar, (fx) => move(row, j, Math.round(fx * 100)));
      return border;
    });
    const bar = h("div", { class: "bars" }, segments, borders);
    const word = h("span", { class: "word" });
    return { truth, segments, borders, word, element: h("div", { class: "table-row" },
      h("span", { class: "true-class" }, t("tables.truth", { class: "ABC"[truth] })), bar, word) };
  });
  const scores = h("div", { class: "scores" });

  const share = (row, j) => view.state[name][3 * row + j];
  const edge = (row, j) => share(row, 0) + (j === 1 ? share(row, 1) : 0);
  function move(row, j, to) {
    const low = j === 0 ? 0 : share(row, 0), high = j === 0 ? share(row, 0) + share(row, 1) : 100;
    const at = Math.min(Math.max(to, low), high);
    const list = [...view.state[name]];
    list[3 * row + j] = at - low;
    list[3 * row + j + 1] = high - at;
    set({ [name]: list });
  }
  function update() {
    rows.forEach(({ truth, segments, borders, word }, row) => {
      const shares = [0, 1, 2].map((j) => share(row, j));
      segments.forEach((segment, j) => {
        segment.style.width = `${shares[j]}%`;
        segment.classList.toggle("true", j === truth);
        segment.firstChild.textContent = shares[j] >= 12 ? `${"ABC"[j]} ${shown(shares[j] / 100)}` : shares[j] >= 5 ? "ABC"[j] : "";
      });
      borders.forEach((border, j) => {
        border.style.left = `${edge(row, j)}%`;
        border.setAttribute("aria-valuenow", String(edge(row, j)));
        border.setAttribute("aria-valuetext", shares.map((x, k) => `${"ABC"[k]} ${x} %`).join(", "));
      });
      const isRight = greatestOf(shares) === truth;
      word.textContent = `${isRight ? "✓" : "✗"} −ln ${shown(shares[truth] / 100)} = ${shown(-Math.log(shares[truth] / 100), 3)}`;
      word.classList.toggle("wrong", !isRight);
    });
    const made = scoresOf(view, name);
    scores.replaceChildren(...[["accuracy", made.accuracy, 3], ["crossEntropy", made.crossEntropy, 4], ["squaredError", made.squaredError, 4]]
      .map(([key, value, digits]) => h("div", {}, h("span", {}, t(`tables.${key}`)), number(`${name}.${key}`, value, digits))));
  }
  return { update, element: h("section", { class: "table", "aria-label": t(`tables.${name}`) },
    h("h2", {}, t(`tables.${name}`)), rows.map((row) => row.element), scores) };
}

/** Accuracy, and both losses by the kernels, from the logarithms of the probabilities. */
function scoresOf({ kernels, state }, name) {
  const shares = state[name].map((x) => x / 100), labels = Int32Array.from(truths[name]);
  const rows = labels.length;
  const right = [...labels].filter((label, row) => greatestOf(shares.slice(3 * row, 3 * row + 3)) === label).length;
  // A probability of 0 on the truth costs +∞, which no kernel forms; beside the truth a very small one is as good as none.
  const isImpossible = [...labels].some((label, row) => shares[3 * row + label] === 0);
  const logits = Float64Array.from(shares, (p) => (p > 0 ? Math.log(p) : -700));
  const mean = (loss) => lossOf(kernels, loss, "softmax", logits, labels, 3).sum / rows;
  return { accuracy: right / rows, crossEntropy: isImpossible ? Infinity : mean("cross_entropy"), squaredError: mean("squared_error") };
}

function compared(view) {
  const { t } = view;
  const [a, b] = ["first", "second"].map((name) => scoresOf(view, name));
  const sameAccuracy = a.accuracy === b.accuracy;
  const formula = (name, of) => h("p", { class: "step" }, `${t(`tables.${name}`)}: (${truths[name].map((truth, row) =>
    `−ln ${shown(view.state[name][3 * row + truth] / 100)}`).join(" ")}) / 3`.replaceAll(" −ln", " − ln"), " = ", number(`${name}.mean`, of.crossEntropy, 6), `\u00a0${t("nats")}`);
  return [formula("first", a), formula("second", b),
    h("p", { class: "note" }, sameAccuracy ? t("tables.same", { accuracy: shown(a.accuracy, 3), times: shown(Math.max(a.crossEntropy, b.crossEntropy) / Math.min(a.crossEntropy, b.crossEntropy), 3) })
      : t("tables.other", { a: shown(a.accuracy, 3), b: shown(b.accuracy, 3) }))];
}
