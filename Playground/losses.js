// The losses by their names in `xent`. All but squentropy are kernels of the library.
import { kernelLosses } from "./kernels.js";

/** The losses of the page, in the order of their colours; parameters are the usual ones. */
export const lossNames = ["cross_entropy", "squared_error", "focal", "generalized_cross_entropy", "squentropy"];

/** γ of focal loss, q of generalised cross entropy. */
const parameters = { focal: 2, generalized_cross_entropy: 0.7 };

/**
 * The losses of rows and the gradient of their sum. Softmax rows have `labels`; sigmoid outputs have `targets`, one each,
 * and a loss each. `scale` multiplies squared error.
 */
export function lossOf(kernels, name, unit, logits, truth, outputs, scale = 1) {
  const isKernel = Object.hasOwn(kernelLosses, name);
  const loss = kernelLosses[isKernel ? name : "cross_entropy"];
  const parameter = name === "squared_error" ? scale : (parameters[name] ?? 0);
  const formed = unit === "softmax"
    ? kernels.labelled(loss, parameter, logits, truth, outputs)
    : kernels.sigmoid(loss, parameter, logits, truth, outputs);
  if (formed.left.length) {
    if (unit === "sigmoid" || logits.some((z) => !Number.isFinite(z))) throw new RangeError("a logit is no number");
    for (const row of formed.left) define(formed, row, isKernel ? name : "cross_entropy", parameter, logits, truth[row], outputs);
  }
  return isKernel ? formed : withSquares(formed, unit, logits, truth, outputs);
}

/**
 * Forms a row that the kernels leave, as the library does, by its definition: c is 1 − p of the truth, in which nothing
 * cancels; f(log p) the loss, and f′ its slope, so that ∂ℓ/∂z is f′·(t − p).
 */
function define(formed, row, name, parameter, logits, label, outputs) {
  const at = row * outputs, z = logits.subarray(at, at + outputs);
  const peak = Math.max(...z), gap = z[label] - peak;
  const others = z.reduce((sum, each, j) => (j === label ? sum : sum + Math.exp(each - peak)), 0);
  const total = others + Math.exp(gap), c = others / total;
  const logP = gap === 0 ? -Math.log1p(others) : gap - Math.log(total);
  const p = z.map((each) => Math.exp(each - peak) / total);
  if (name === "squared_error") {
    const lack = p.map((each, j) => (j === label ? -c : each));
    const mean = lack.reduce((sum, each, j) => sum + each * p[j], 0);
    formed.values[row] = parameter * lack.reduce((sum, each) => sum + each * each, 0);
    for (let j = 0; j < outputs; j++) formed.gradient[at + j] = 2 * parameter * p[j] * (lack[j] - mean);
  } else {
    const [value, slope] = {
      cross_entropy: () => [-logP, -1],
      focal: () => (c === 0 ? [0, 0] : [-(c ** parameter) * logP, c ** parameter * ((parameter * p[label] * logP) / c - 1)]),
      generalized_cross_entropy: () => [-Math.expm1(parameter * logP) / parameter, -Math.exp(parameter * logP)],
    }[name]();
    formed.values[row] = value;
    for (let j = 0; j < outputs; j++) formed.gradient[at + j] = slope * (j === label ? c : -p[j]);
  }
  formed.sum += formed.values[row];
}

/**
 * Squentropy in JavaScript: cross entropy + Σ z² / (C − 1) over the wrong outputs; under sigmoid + z² / 4, the same of the
 * pair −z/2, z/2.
 */
function withSquares(formed, unit, logits, truth, outputs) {
  if (unit === "softmax") {
    truth.forEach((label, row) => {
      for (let j = 0; j < outputs; j++) {
        const at = row * outputs + j;
        if (j === label) continue;
        const pull = logits[at] / (outputs - 1);
        formed.values[row] += pull * logits[at];
        formed.gradient[at] += 2 * pull;
      }
    });
  } else {
    logits.forEach((z, at) => {
      formed.values[at] += z * z / 4;
      formed.gradient[at] += z / 2;
    });
  }
  formed.sum = formed.values.reduce((sum, value) => sum + value, 0);
  return formed;
}

/** σ(z), in which nothing overflows. */
export const sigmoidOf = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
