// The claims of the source articles: the scene where each is seen, the values that show it, and the line of `xent` that does.

const measure = (rest) => `xent measure ${rest}`;
const explain = (rest) => `xent explain ${rest}`;
const logits = (...p) => p.map((each) => Math.log(each));
const odds = (...p) => p.map((each) => Math.log(each / (1 - each)));
const both = { first: [30, 30, 40, 30, 40, 30, 10, 20, 70], second: [10, 20, 70, 10, 70, 20, 30, 40, 30] };

/** Every claim by its name. `slip` where an article printed something else: the text `NAME.slip` tells it. */
export const claims = {
  M1: { scene: "surprise", state: { balls: [50, 50], unit: "bits" }, command: measure("--p .5,.5 --base 2") },
  M2: { scene: "surprise", state: { balls: [90, 10], unit: "bits" }, command: measure("--p .9,.1 --base 2") },
  M3: { scene: "surprise", state: { balls: [50, 50] }, command: measure("--p .5,.5") },
  M4: { scene: "surprise", state: { balls: [20, 80] }, command: measure("--p .2,.8") },
  M5: { scene: "surprise", state: { balls: [100], split: 100 }, command: measure("--p .01x100") },
  M6: { scene: "surprise", state: { balls: [99, 1], split: 99 }, command: measure("--p 9801,1x99 --normalize"), slip: true },
  M7: { scene: "surprise", state: { balls: [100] }, command: measure("--p 1") },
  M13: { scene: "surprise", state: { balls: [80, 10, 10], unit: "hartleys" }, command: measure("--p .8,.1,.1 --base 10") },

  M8: { scene: "gap", state: { p: [80, 10, 10], q: [80, 10, 10] }, command: measure("--p .8,.1,.1") },
  M9: { scene: "gap", state: { p: [80, 10, 10], q: [20, 20, 60] }, command: measure("--p .8,.1,.1 --q .2,.2,.6") },
  M10: { scene: "gap", state: { p: [80, 10, 10], q: [20, 20, 60] }, command: measure("--p .8,.1,.1 --q .2,.2,.6") },
  M11: { scene: "gap", state: { p: [80, 10, 10], q: [80, 10, 10] }, command: measure("--p .8,.1,.1 --q .8,.1,.1"), slip: true },
  M12: { scene: "gap", state: { p: [30, 70], q: [20, 80] },
    command: measure("--p .3,.7/.3,.7/.3,.7 --q .2,.8/.3,.7/.4,.6") },

  L1: { scene: "likelihood", state: { tosses: 10000, heads: 100, q: 10 }, slip: true },
  L2: { scene: "likelihood", state: { tosses: 100, heads: 70, q: 50 }, command: measure("--p .7,.3 --q .5,.5") },
  L3: { scene: "likelihood", state: { tosses: 10, heads: 70, q: 50 } },
  L4: { scene: "likelihood", state: { kind: "gaussian", mean: 0 } },
  L5: { scene: "row", state: { z: logits(0.1, 0.2, 0.7), truth: [2] }, command: explain("--probabilities .1,.2,.7 --label 2") },

  V6: { scene: "row", state: { z: logits(0.5, 0.3, 0.2), truth: [2] },
    command: explain("--probabilities .5,.3,.2 --label 2"), slip: true },
  V7: { scene: "row", state: { z: logits(0.2, 0.3, 0.5), truth: [2] },
    command: explain("--probabilities .2,.3,.5 --target-probabilities 0,0,1") },
  V8: { scene: "row", state: { z: logits(0.01, 0.09, 0.88, 0.015, 0.005), truth: [2] },
    command: explain("--probabilities .01,.09,.88,.015,.005 --target-probabilities 0,0,1,0,0") },
  V9: { scene: "row", state: { unit: "sigmoid", z: odds(0.013), truth: [] },
    command: explain("--probabilities .013 --label 0"), slip: true },
  V10: { scene: "row", state: { unit: "sigmoid", z: odds(0.6), truth: [0] }, command: explain("--probabilities .6 --label 1") },
  V11: { scene: "row", state: { unit: "sigmoid", z: odds(0.8, 0.15, 0.96), truth: [0, 2] },
    command: explain("--probabilities .8,.15,.96 --target-probabilities 1,0,1 --output sigmoid") },
  V12: { scene: "row", state: { unit: "sigmoid", z: odds(0.8, 0.15, 0.96), truth: [0, 2] },
    command: explain("--probabilities .8,.15,.96 --target-probabilities 1,0,1 --output sigmoid") },
  V13: { scene: "row", state: { unit: "sigmoid", z: odds(0.98), truth: [0] },
    command: explain("--probabilities .98 --label 1 --base 2") },
  V14: { scene: "row", state: { unit: "sigmoid", z: odds(0.0001), truth: [0] },
    command: explain("--probabilities .0001 --label 1 --base 2") },
  V15: { scene: "row", state: { z: logits(0.01, 0.09, 0.88, 0.015, 0.005), truth: [2] },
    command: explain("--probabilities .01,.09,.88,.015,.005 --label 2") },
  V16: { scene: "row", state: { unit: "sigmoid", z: odds(0.01, 0.09, 0.88, 0.015, 0.005), truth: [2] },
    command: explain("--probabilities .01,.09,.88,.015,.005 --label 2 --output sigmoid"), slip: true },
  G1: { scene: "row", state: { unit: "sigmoid", z: [0], truth: [0], loss: "squared_error" },
    command: explain("--loss squared_error --logits 0 --label 1") },
  G2: { scene: "row", state: { unit: "neuron", z: odds(0.7503), truth: [], loss: "squared_error" },
    command: explain("--loss squared_error --scale .5 --probabilities .7503 --label 0 --input 1.5") },
  G3: { scene: "row", state: { unit: "neuron", z: odds(0.7503), truth: [], loss: "squared_error" },
    command: explain("--loss squared_error --scale .5 --probabilities .7503 --label 0 --input 1.5") },
  G4: { scene: "row", state: { unit: "neuron", z: odds(0.9971), truth: [], loss: "squared_error" },
    command: explain("--loss squared_error --scale .5 --probabilities .9971 --label 0 --input 1.5"), slip: true },
  G5: { scene: "row", state: { unit: "neuron", z: odds(0.9971), truth: [] },
    command: explain("--probabilities .9971 --label 0 --input 1.5 --scale .5") },
  G6: { scene: "row", state: { z: [2, 1, 0.1], truth: [0] }, command: explain("--logits 2,1,0.1 --label 0") },

  V1: { scene: "tables", state: both, command: measure("--p 0,0,1/0,1,0/1,0,0 --q .3,.3,.4/.3,.4,.3/.1,.2,.7") },
  V2: { scene: "tables", state: both, command: measure("--p 0,0,1/0,1,0/1,0,0 --q .1,.2,.7/.1,.7,.2/.3,.4,.3") },
  V3: { scene: "tables", state: both },
  V4: { scene: "tables", state: both, command: measure("--p 0,0,1/0,1,0/1,0,0 --q .3,.3,.4/.3,.4,.3/.1,.2,.7") },
  V5: { scene: "tables", state: both, command: measure("--p 0,0,1/0,1,0/1,0,0 --q .1,.2,.7/.1,.7,.2/.3,.4,.3") },
  T4: { scene: "tables", state: both },

  G7: { scene: "race", state: { model: "network", hidden: 6, start: "usual", activation: "sigmoid" },
    command: "xent compare Examples/digits.csv --target digit --model mlp:32x10:sigmoid" },
  T1: { scene: "race", state: { model: "layer", start: "saturated", step: 0.3 },
    command: "xent compare Examples/iris.csv --target species" },

  T2: { scene: "own", state: {}, command: "xent compare Examples/wine.csv --target cultivar" },
  T3: { scene: "own", state: {}, command: "xent compare table.csv --target comedy,drama,horror --losses binary_crossentropy,mse" },
};
