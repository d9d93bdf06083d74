// Scene 7: a table of one's own. Which loss learns it faster, and the command that answers properly.
import { axes, button, choice, h, headRow, menu, number, path, picture, s } from "../dom.js";
import { irisText } from "../examples.js";
import { lossNames } from "../losses.js";
import { entropy, sharesOf } from "../measures.js";
import { Run, drawnWeights } from "../network.js";
import { grouped, shown } from "../numbers.js";
import { cellsOf, taskOf } from "../table.js";

const commonStep = 0.3, mostSteps = 200;
const stepSizes = [0.03, 0.1, 0.3, 1, 3, 10];

/** The table that the page was written with, or the example; what is pasted takes its place, and stays when scenes change. */
let table = null;

function firstTable(given) {
  // What came by standard input has no name to ask for again.
  if (given?.rows) return { file: given.file === "stdin" ? "table.csv" : given.file, columns: given.columns, cells: given.rows, target: given.target, all: given.row_count };
  const [columns, ...cells] = cellsOf(irisText);
  return { file: "Examples/iris.csv", columns, cells, target: columns.at(-1), all: cells.length };
}

export const ownScene = {
  id: "own",
  start: { target: "", start: "saturated", step: "common" },
  tidy(state) {
    if (state.start !== "small") state.start = "saturated";
    if (state.step !== "best") state.step = "common";
  },
  build(view) {
    const { t, set } = view;
    table ??= firstTable(view.given);
    let result = null, working = 0, wanted = "", columnsShown = null, target = null;

    const file = h("input", { type: "file", id: "file", accept: ".csv,.tsv,.txt,text/*", onchange: () => read(file.files[0]) });
    const area = h("textarea", { id: "paste", rows: 4, spellcheck: "false", placeholder: t("own.placeholder") });
    const use = button(t("own.use"), () => take(area.value, "table.csv"), { class: "main" });
    const drop = h("div", {
      class: "drop",
      ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
      ondragleave: () => drop.classList.remove("over"),
      ondrop: (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        const dropped = event.dataTransfer.files[0];
        if (dropped) read(dropped);
        else take(event.dataTransfer.getData("text/plain"), "table.csv");
      },
    }, h("label", { for: "file", class: "file" }, t("own.choose")), file, h("label", { for: "paste" }, t("own.paste")), area, use);
    const targets = h("div");
    const start = choice({
      label: t("race.start"), key: "start", value: view.state.start, options: ["small", "saturated"].map((each) => [each, t(`race.${each}`)]),
      onInput: (each) => set({ start: each }),
    });
    const step = choice({
      label: t("own.step"), key: "step", value: view.state.step,
      options: [["common", t("own.common", { step: commonStep })], ["best", t("own.best")]], onInput: (each) => set({ step: each }),
    });
    const said = h("p", { class: "note" });
    const progress = h("progress", { max: "1", value: "0", "aria-label": t("own.progress") });
    const chart = picture(t("own.picture"), (width) =>
      (result?.done === 1 ? drawCurves(view, result, width) : { height: 0, parts: [] }));
    const results = h("div", { class: "formula" });
    const command = h("div", { class: "command" });

    async function read(dropped) {
      if (!dropped) return;
      if (dropped.size > 20e6) return say("own.tooBig");
      let text;
      try {
        text = await dropped.text();
      } catch {
        return say("own.unreadable");
      }
      // The reader may have gone to another scene meanwhile.
      if (element.isConnected) take(text, dropped.name);
    }
    function take(text, name) {
      const [columns, ...cells] = cellsOf(text);
      if (!columns || columns.length < 2 || cells.length < 2) return say("own.noTable");
      const named = columns.filter((each) => each !== "");
      if (named.length === 0) return say("own.noTable");
      const twice = named.find((each, i) => named.indexOf(each) < i);
      if (twice !== undefined) return say("own.twice", { name: twice });
      table = { file: name, columns, cells, target: named.at(-1), all: cells.length };
      wanted = "";
      columnsShown = null;
      set({ target: "" });
    }
    function say(key, values = {}) {
      said.textContent = t(key, values);
      said.classList.add("wrong");
    }

    function update() {
      if (columnsShown !== table.columns) {
        columnsShown = table.columns;
        target = menu({
          label: t("own.target"), key: "target", value: table.target, options: table.columns.filter((each) => each !== "").map((each) => [each, each]),
          onInput: (each) => set({ target: each }),
        });
        targets.replaceChildren(target);
      }
      // A column without a name is no target: that is what no choice looks like.
      const { target: chosen } = view.state;
      const column = chosen !== "" && table.columns.includes(chosen) ? chosen : table.target;
      target.set(column);
      start.set(view.state.start);
      step.set(view.state.step);
      command.replaceChildren(...commandOf(view, column));
      const now = JSON.stringify([column, view.state.start]);
      if (wanted !== now) {
        wanted = now;
        clearTimeout(working);
        learn(column);
      }
      draw();
    }

    function learn(column) {
      result = null;
      element.removeAttribute("data-done");
      said.classList.remove("wrong");
      let task;
      try {
        task = taskOf(table.columns, table.cells, column);
      } catch (error) {
        if (!error.fault) throw error;
        element.toggleAttribute("data-done", true);
        return say(`own.${error.fault}`, error);
      }
      const rows = task.labels.length;
      said.textContent = [
        t("own.said", { file: table.file, rows: grouped(rows), numbers: task.sizes[0], classes: task.classes.length }),
        rows < table.all ? t("own.some", { all: grouped(table.all) }) : "",
        task.left.length ? t("own.left", { names: task.left.map((each) => each || t("own.unnamed")).join(", ") }) : "",
      ].join(" ");
      const weights = drawnWeights(task.sizes, view.state.start === "small" ? 0.1 : 3, 1);
      const runs = lossNames.flatMap((loss) => stepSizes.map((size) => new Run(view.kernels, task, loss, weights, size)));
      const base = entropy(sharesOf(task.classes.map((_, j) => task.labels.reduce((sum, label) => sum + (label === j ? 1 : 0), 0))));
      result = { task, runs, base, done: 0 };
      work();
    }
    function work() {
      const until = performance.now() + 40;
      const { runs } = result;
      while (performance.now() < until) {
        const next = runs.find((run) => !run.diverged && run.steps < mostSteps);
        if (!next) break;
        next.advance();
      }
      result.done = runs.reduce((sum, run) => sum + (run.diverged ? mostSteps : run.steps), 0) / (runs.length * mostSteps);
      if (result.done < 1) working = setTimeout(() => { work(); draw(); }, 0);
      else {
        judge(result);
        element.toggleAttribute("data-done", true);
      }
    }
    function draw() {
      progress.hidden = !result || result.done === 1;
      if (result) progress.value = result.done;
      const isReady = result?.done === 1;
      chart.hidden = results.hidden = !isReady;
      if (!isReady) return;
      chart.redraw();
      results.replaceChildren(...resultsOf(view, result));
    }
    const element = h("div", { class: "stage own" },
      h("div", { class: "controls" }, drop, h("p", { class: "note private" }, t("own.private")), targets, start, step),
      h("div", { class: "show" }, said, progress, chart, results, command));
    return {
      update, element,
      leave: () => clearTimeout(working),
      summary: () => (result?.done === 1 ? t("own.summary", { list: lossNames.map((name) =>
        `${t(name)} ${result.best[name].arrival ?? t("race.never", { steps: mostSteps })}`).join(", ") }) : t("own.progress")),
    };
  },
};

/** The common target, and per loss the run at the common step and the one that arrives first, at the smaller step of equals. */
function judge(result) {
  const lowest = Math.min(...result.runs.map((run) => Math.min(...run.history.logLoss)));
  result.target = lowest < result.base ? result.base - 0.9 * (result.base - lowest) : -Infinity;
  result.common = {};
  result.best = {};
  for (const name of lossNames) {
    const tried = result.runs.filter((run) => run.loss === name).map((run) => {
      const at = run.history.logLoss.findIndex((x) => x <= result.target);
      return { run, arrival: at < 0 || run.diverged ? null : at, low: Math.min(...run.history.logLoss) };
    });
    result.common[name] = tried.find(({ run }) => run.step === commonStep);
    result.best[name] = tried.reduce((best, each) => {
      const [a, b] = [each, best].map(({ arrival }) => arrival ?? Infinity);
      return a < b || (a === b && a === Infinity && each.low < best.low) ? each : best;
    });
  }
}

function resultsOf({ t }, { common, best, target }) {
  const steps = (made) => (made.run.diverged ? t("race.diverged") : made.arrival === null ? t("race.never", { steps: mostSteps }) : String(made.arrival));
  const head = ["", t("own.commonHead", { step: commonStep }), t("own.bestHead"), t("own.size", { least: stepSizes[0], most: stepSizes.at(-1) }), t("own.lowest")];
  const rows = lossNames.map((name, i) => h("tr", {},
    h("th", { scope: "row" }, h("i", { class: `dot f${i}`, "aria-hidden": "true" }), t(name)),
    h("td", {}, steps(common[name])), h("td", {}, steps(best[name])), h("td", {}, shown(best[name].run.step)),
    h("td", {}, number(`${name}.low`, best[name].low))));
  return [
    h("p", { class: "note" }, t("own.caption", { target: shown(target, 3) })),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("own.table") },
      h("table", { class: "numeric" },
        headRow(head), h("tbody", {}, rows))),
    h("p", { class: "note" }, t("own.simple")),
  ];
}

/** The log loss of every loss's run, at the common step or at each its own. */
function drawCurves({ t, state }, result, width) {
  const height = Math.min(300, Math.max(210, width * 0.45));
  const made = lossNames.map((name) => result[state.step][name].run);
  const all = [...made.flatMap((run) => run.history.logLoss), result.base, result.target].filter((x) => x > 0 && Number.isFinite(x));
  const from = Math.max(Math.min(...all), 1e-4) / 1.2, to = Math.min(Math.max(...all), 12) * 1.2;
  const decades = Array.from({ length: 8 }, (_, i) => 10 ** (i - 5));
  const fine = decades.flatMap((x) => [x, 2 * x, 5 * x]), within = (list) => list.filter((x) => x >= from && x <= to);
  const ticks = within(within(fine).length > 7 ? decades : fine);
  const frame = axes({
    width, height, x: { from: 0, to: mostSteps, ticks: [0, 50, 100, 150, 200], label: t("own.x") },
    y: { from, to, ticks, label: t("own.y"), log: true },
  });
  const { px, py } = frame;
  const goal = Number.isFinite(result.target) ? [
    s("line", { class: "mean", x1: frame.left, x2: frame.right, y1: py(result.target), y2: py(result.target) }),
    s("text", { class: "strong", x: frame.right - 4, y: py(result.target) - 6, "text-anchor": "end" }, t("own.goal"))] : [];
  return {
    height,
    parts: [frame.parts, made.map((run, i) => path(run.history.logLoss.map((value, at) => [px(at), py(Math.min(Math.max(value, from), to))]), `line k${i}`)), goal],
  };
}

/** A word as a shell reads it. */
const quoted = (word) => (/^[\w.,/+:@%-]+$/.test(word) && !word.startsWith("-") ? word : `'${word.replaceAll("'", "'\\''")}'`);

function commandOf({ t }, column) {
  // A file whose name begins with a hyphen would be read as an option.
  const file = table.file.startsWith("-") ? `./${table.file}` : table.file;
  const text = `xent compare ${quoted(file)} --target${column.startsWith("-") ? "=" : " "}${quoted(column)}`;
  const shownText = h("pre", {}, text);
  const copy = button(t("own.copy"), async () => {
    getSelection().selectAllChildren(shownText);
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = t("own.copied");
    } catch {
      copy.textContent = t("own.selected");
    }
  });
  return [h("p", {}, t("own.proper")), h("div", { class: "copy" }, shownText, copy)];
}
