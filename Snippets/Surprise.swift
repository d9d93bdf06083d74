// Surprisal and entropy: how uncertain a distribution is.

// snippet.entropy
import CrossEntropy

let fairCoin = [0.5, 0.5]
let bentCoin = [0.9, 0.1]
print(try entropy(of: fairCoin, in: .bits))
print(try entropy(of: bentCoin, in: .bits))
print(try perplexity(of: fairCoin), try perplexity(of: bentCoin))
