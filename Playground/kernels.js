// The library's own C kernels, compiled to WebAssembly: every softmax, sigmoid, loss and product of the page comes from here.

/** The losses that have a kernel, by their numbers in `enum cek_loss`. */
export const kernelLosses = { cross_entropy: 0, squared_error: 1, focal: 2, generalized_cross_entropy: 3 };

/** Loads the kernels from their compressed bytes in base64. */
export async function loadKernels(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(stream).arrayBuffer();
  const { exp, log, expm1, log1p, pow, tanh } = Math;
  const env = { exp, log, expm1, log1p, pow, tanh, tanhf: tanh };
  const { instance } = await WebAssembly.instantiate(bytes, { env });
  return kernelsOf(instance.exports);
}

function kernelsOf(wasm) {
  const places = new Map();

  /** The place of that name in the kernels' memory, with room for so many bytes. */
  function place(name, bytes) {
    const known = places.get(name);
    if (known && known.bytes >= bytes) return known.at;
    const room = Math.max(2 * bytes, 256);
    const at = wasm.take(room);
    if (!at) throw new Error("the browser has no more memory");
    places.set(name, { at, bytes: room });
    return at;
  }
  const placeOf = (name, count) => place(name, 8 * count);
  function put(name, numbers) {
    const at = placeOf(name, numbers.length);
    new Float64Array(wasm.memory.buffer, at, numbers.length).set(numbers);
    return at;
  }
  const taken = (at, count) => new Float64Array(wasm.memory.buffer, at, count).slice();

  /** Calls `form` with the places of gradient, values, scratch and special rows, and reads what it wrote. */
  function formed(rows, outputs, valueCount, form) {
    const gradient = placeOf("gradient", rows * outputs);
    const values = placeOf("values", valueCount);
    const scratch = placeOf("scratch", wasm.scratch(outputs) + 16);
    const specials = place("specials", 4 * rows + 4);
    const sum = form(gradient, values, scratch, specials);
    return { sum, values: taken(values, valueCount), gradient: taken(gradient, rows * outputs), left: leftOf(specials, rows) };
  }
  /** The rows that no kernel forms. */
  function leftOf(specials, rows) {
    const [count] = new Uint32Array(wasm.memory.buffer, specials + 4 * rows, 1);
    return count ? [...new Uint32Array(wasm.memory.buffer, specials, count)] : [];
  }

  return {
    /** Softmax rows with labels: the losses' sum, each row's loss, the gradient of the sum, and the rows left to a definition. */
    labelled(loss, parameter, logits, labels, outputs) {
      const rows = labels.length;
      const z = put("logits", logits);
      const at = place("labels", 4 * rows);
      new Int32Array(wasm.memory.buffer, at, rows).set(labels);
      const ones = put("ones", new Float64Array(outputs + 16).fill(1));
      return formed(rows, outputs, rows, (gradient, values, scratch, specials) =>
        wasm.labelled(rows, outputs, loss, parameter, z, at, gradient, values, scratch, ones, specials));
    },
    /** Sigmoid outputs with a target each; the losses are those of the outputs. */
    sigmoid(loss, parameter, logits, targets, outputs) {
      const rows = logits.length / outputs;
      const z = put("logits", logits), t = put("targets", targets);
      return formed(rows, outputs, rows * outputs, (gradient, values, scratch, specials) =>
        wasm.sigmoid(rows, outputs, loss, parameter, z, t, gradient, values, scratch, specials));
    },
    /** Softmax of rows of logits. */
    softmax(logits, outputs) {
      const rows = logits.length / outputs;
      const z = put("logits", logits), p = placeOf("gradient", logits.length);
      const specials = place("specials", 4 * rows + 4);
      wasm.softmax(rows, outputs, z, p, placeOf("values", rows), specials);
      if (leftOf(specials, rows).length) throw new RangeError("a logit is no number");
      return taken(p, logits.length);
    },
    /** A·B of m×depth and depth×n numbers; either may lie transposed. */
    product(a, aTransposed, b, bTransposed, m, depth, n) {
      const from = put("a", a), by = put("b", b), to = placeOf("c", m * n);
      wasm.product(from, aTransposed ? 1 : 0, by, bTransposed ? 1 : 0, to, m, depth, n);
      return taken(to, m * n);
    },
  };
}
