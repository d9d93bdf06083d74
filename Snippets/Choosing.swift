// Which loss should train a classifier on a table: the comparison behind `xent compare`.

// snippet.choosing
import CrossEntropyEvaluation
import CrossEntropyLearning
import CrossEntropyWorkflows

let request = try CompareRequest(
  table: TableReading(path: "Examples/iris.csv"), target: "species",
  losses: [ComparedLoss(.squaredError)], repeats: 1)
let outcome = try request.run()
for loss in outcome.losses {
  print(loss.name, loss[.asTrained].finding.rawValue)
}
