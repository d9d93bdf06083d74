/// What is said of arguments that make no sense, in whole sentences, as the parser does.
package protocol UsagePhrases {
  func sentence(_ fault: UsageFault) -> String
}
