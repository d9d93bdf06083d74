// A pasted or dropped table: its cells, and what a linear model learns from. Everything stays in the browser.

// The most that the page learns from.
const mostRows = 1000, mostFeatures = 100;
const mostClasses = 16, mostLevels = 20;

/** The cells of a table in text, with the delimiter that its first line has most of. */
export function cellsOf(text) {
  const start = text.replace(/^\ufeff/, "");
  const head = start.slice(0, start.search(/[\r\n]|$/));
  const delimiter = [",", ";", "\t", "|"].map((each) => [head.split(each).length, each]).sort((a, b) => b[0] - a[0])[0][1];
  const lines = [];
  let line = [], cell = "", quoted = false;
  for (let i = 0; i < start.length; i++) {
    const letter = start[i];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (start[i + 1] === '"') cell += start[++i];
      else quoted = false;
    } else if (letter === '"' && cell.trim() === "") {
      quoted = true;
      cell = "";
    } else if (letter === delimiter) {
      line.push(cell.trim());
      cell = "";
    } else if (letter === "\n" || letter === "\r") {
      if (letter === "\r" && start[i + 1] === "\n") i++;
      line.push(cell.trim());
      if (line.some((each) => each !== "")) lines.push(line);
      line = [];
      cell = "";
    } else cell += letter;
  }
  line.push(cell.trim());
  if (line.some((each) => each !== "")) lines.push(line);
  return lines;
}

const isMissing = (cell) => cell === undefined || cell === null || /^(|na|n\/a|nan|null|none|\?)$/i.test(cell);
const numberIn = (cell) => (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell) : NaN);

/**
 * The task that a table's column sets a linear model. Numbers are brought to mean 0 and deviation 1, with the mean where one
 * is missing; a category becomes one column per level. Throws a {fault, …} of what cannot be learnt.
 */
export function taskOf(columns, cells, target) {
  const place = columns.indexOf(target);
  const known = cells.filter((row) => !isMissing(row[place]));
  const rows = spread(known, mostRows);
  const classes = [...new Set(rows.map((row) => row[place]))].sort();
  if (classes.length < 2) throw { fault: "oneClass" };
  if (classes.length > mostClasses) throw { fault: "manyClasses", count: classes.length, most: mostClasses };
  const features = [], left = [];
  columns.forEach((name, j) => {
    if (j === place) return;
    const column = rows.map((row) => row[j]);
    const made = isIdentifier(name, column) ? [] : featuresOf(column);
    if (made.length === 0 || features.length + made.length > mostFeatures) left.push(name);
    else features.push(...made);
  });
  if (features.length === 0) throw { fault: "noFeatures" };
  const numbers = new Float64Array(rows.length * features.length);
  features.forEach((feature, j) => feature.forEach((x, i) => (numbers[i * features.length + j] = x)));
  const labels = rows.map((row) => classes.indexOf(row[place]));
  return {
    classes, left, rowsOfTable: cells.length, features: numbers,
    ...linearTask(labels, features.length, classes.length),
  };
}

/** One sigmoid output for two classes, softmax for more, as the library has it. */
function linearTask(labels, features, classes) {
  return classes === 2
    ? { labels: Float64Array.from(labels), sizes: [features, 1], unit: "sigmoid" }
    : { labels: Int32Array.from(labels), sizes: [features, classes], unit: "softmax" };
}

/** Some of the rows, evenly spread. */
function spread(rows, most) {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)]);
}

// What identifiers are called: "passenger_id", "row number", and, where case tells, "PassengerId".
const identifiers = /(^|[\s_.-])(id|uuid|guid|index|idx|row[\s_.-]?(names?|numbers?|no|nr)|unnamed: \d+|번호|순번|아이디)$/i;
const joinedIdentifiers = /[a-z](Id|ID)$/;

/** Whether a column only tells the rows apart: its name says so, or it has none, and no two rows have the same. */
function isIdentifier(name, cells) {
  if (name !== "" && !identifiers.test(name) && !joinedIdentifiers.test(name)) return false;
  if (cells.some(isMissing) || new Set(cells).size < cells.length) return false;
  const numbers = cells.map(numberIn);
  return numbers.every(Number.isInteger) || numbers.every(Number.isNaN);
}

function featuresOf(cells) {
  const numbers = cells.map((cell) => (isMissing(cell) ? null : numberIn(cell)));
  if (numbers.some((x) => x !== null) && numbers.every((x) => x === null || Number.isFinite(x)))
    return standardised(numbers);
  const levels = [...new Set(cells.map((cell) => (isMissing(cell) ? "" : cell)))].sort();
  if (levels.length < 2 || levels.length > mostLevels) return [];
  return levels.flatMap((level) => standardised(cells.map((cell) => ((isMissing(cell) ? "" : cell) === level ? 1 : 0))));
}

/** The numbers with mean 0 and deviation 1; none where all are equal, or so large that they have no finite deviation. */
function standardised(numbers) {
  const there = numbers.filter((x) => x !== null);
  const mean = there.reduce((sum, x) => sum + x, 0) / there.length;
  const deviation = Math.sqrt(there.reduce((sum, x) => sum + (x - mean) ** 2, 0) / there.length);
  if (!(deviation > 0 && Number.isFinite(deviation))) return [];
  return [numbers.map((x) => (x === null ? 0 : (x - mean) / deviation))];
}
