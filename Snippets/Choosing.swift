// Which loss should train a classifier on a table: the comparison behind `xent compare`.

// snippet.choosing
import CrossEntropyFiles
import CrossEntropyLearning
import CrossEntropyWorkflows

let roles = Dataset.Roles(target: "species")
let table = try TableReader(textColumns: roles.textColumns).read(path: "Examples/iris.csv")
let comparison = Comparison(
  try Dataset(table, roles: roles), losses: [ComparedLoss(.squaredError)], repeats: 1)
let outcome = try comparison.run()
for loss in outcome.losses {
  print(loss.title, loss.raw.finding.rawValue)
}
