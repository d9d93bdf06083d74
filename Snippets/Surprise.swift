// Surprisal and entropy: how uncertain a distribution is.

// snippet.entropy
import CrossEntropy

let fairCoin = [0.5, 0.5]
let bentCoin = [0.9, 0.1]
print(entropy(of: fairCoin, in: .bits))
print(entropy(of: bentCoin, in: .bits))
print(perplexity(of: fairCoin), perplexity(of: bentCoin))
