// A network and its training by plain gradient descent on all rows; products and losses are the library's kernels.
import { lossOf, sigmoidOf } from "./losses.js";

/** Random numbers that the same seed repeats: mulberry32, and pairs of normal ones by Box and Muller. */
export function normalNumbers(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Weights of layers, inputs × units and then biases, each drawn from N(0, deviation²); as the library lays them out. */
export function drawnWeights(sizes, deviation, seed) {
  const next = normalNumbers(seed);
  const count = sizes.slice(1).reduce((sum, units, i) => sum + (sizes[i] + 1) * units, 0);
  return Float64Array.from({ length: count }, () => deviation * next());
}

const activations = {
  sigmoid: { of: sigmoidOf, slope: (a) => a * (1 - a) },
  relu: { of: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
};

/**
 * One run: a loss teaching a network from given weights. `task` has features (rows × inputs), labels, sizes of the layers,
 * the hidden activation and the output's unit.
 */
export class Run {
  constructor(kernels, task, loss, weights, step) {
    Object.assign(this, { kernels, task, loss, step, first: Float64Array.from(weights), weights: Float64Array.from(weights) });
    this.rows = task.labels.length;
    /** One number per step, the first from before the first step: of every row the mean. */
    this.history = { loss: [], logLoss: [], truth: [], gradient: [], first: [] };
    this.diverged = false;
    this.look();
  }

  /** One step against the gradient. */
  advance() {
    if (this.diverged) return;
    const { gradient } = this.last;
    for (let i = 0; i < gradient.length; i++) this.weights[i] -= this.step * gradient[i];
    this.look();
  }

  /** Forms loss and gradient where the weights now are; a run whose numbers cease to be finite has diverged. */
  look() {
    try {
      this.note(this.pass());
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.diverged = true;
    }
  }

  get steps() { return this.history.loss.length - 1; }

  /** The loss and its gradient with respect to the weights, both means over the rows. */
  pass() {
    const { kernels, task, rows } = this;
    const { sizes, unit } = task;
    const layers = sizes.length - 1;
    const inputs = [task.features];
    let offset = 0;
    const places = [];
    for (let layer = 0; layer < layers; layer++) {
      const from = sizes[layer], to = sizes[layer + 1];
      places.push(offset);
      const weights = this.weights.subarray(offset, offset + from * to);
      const z = kernels.product(inputs[layer], false, weights, false, rows, from, to);
      const biases = this.weights.subarray(offset + from * to, offset + (from + 1) * to);
      for (let i = 0; i < z.length; i++) z[i] += biases[i % to];
      inputs.push(layer < layers - 1 ? z.map(activations[task.activation].of) : z);
      offset += (from + 1) * to;
    }
    const outputs = sizes[layers], logits = inputs[layers];
    const formed = lossOf(kernels, this.loss, unit, logits, task.labels, outputs);
    const plain = this.loss === "cross_entropy"
      ? formed : lossOf(kernels, "cross_entropy", unit, logits, task.labels, outputs);
    const gradient = new Float64Array(this.weights.length);
    let delta = formed.gradient.map((g) => g / rows);
    for (let layer = layers - 1; layer >= 0; layer--) {
      const from = sizes[layer], to = sizes[layer + 1];
      gradient.set(kernels.product(inputs[layer], true, delta, false, from, rows, to), places[layer]);
      for (let i = 0; i < delta.length; i++) gradient[places[layer] + from * to + (i % to)] += delta[i];
      if (layer === 0) break;
      const weights = this.weights.subarray(places[layer], places[layer] + from * to);
      const back = kernels.product(delta, false, weights, true, rows, to, from);
      const { slope } = activations[task.activation];
      delta = back.map((g, i) => g * slope(inputs[layer][i]));
    }
    const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / rows;
    return {
      gradient, logits, loss: formed.sum / rows, logLoss: plain.sum / rows,
      truth: mean(plain.values.map((value) => Math.exp(-value))),
      norm: Math.hypot(...gradient), first: Math.hypot(...gradient.subarray(0, (sizes[0] + 1) * sizes[1])),
    };
  }

  note(last) {
    if (!Number.isFinite(last.loss) || !Number.isFinite(last.norm)) {
      this.diverged = true;
      return;
    }
    this.last = last;
    this.history.loss.push(last.loss);
    this.history.logLoss.push(last.logLoss);
    this.history.truth.push(last.truth);
    this.history.gradient.push(last.norm);
    this.history.first.push(last.first);
  }
}
