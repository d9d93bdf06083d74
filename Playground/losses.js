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
  return isKernel ? formed : withSquares(formed, unit, logits, truth, outputs);
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
