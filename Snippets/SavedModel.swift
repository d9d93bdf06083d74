// From a table to a trained, calibrated, saved model, and back from the file.

// snippet.saved
import CrossEntropyLearning

let titanic = try Dataset(path: "Examples/titanic.csv", roles: Dataset.Roles(target: "survived"))
let trained = try TableClassifier.fit(
  titanic, loss: ComparedLoss(.focal), reading: .recalibrated)
let path = "/tmp/titanic.safetensors"
try trained.save(to: path)

let classifier = try TableClassifier(path: path)
let passengers = try classifier.read(path: "Examples/titanic.csv")
let survived = try classifier.predict(passengers)[0]
print("p of the first", (1000 * survived.probabilities[0, 1]).rounded() / 1000)
print("log loss", try classifier.scores(on: passengers).logLoss.mean)
