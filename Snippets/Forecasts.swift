// Cross entropy and divergence: what a wrong forecast costs.

// snippet.forecasts
import CrossEntropy

let truth = [0.8, 0.1, 0.1]
let forecast = [0.2, 0.2, 0.6]
print(try entropy(of: truth))
print(try crossEntropy(of: truth, under: forecast))
print(try divergence(of: truth, from: forecast))
