/// The groups of the rows, numbered 0 ..< count in the order in which they first appear.
struct DenseGroups {
  let groupOfRow: [Int32]
  let count: Int

  init(_ groups: [Int32]) {
    var numbers: [Int32: Int32] = [:]
    var groupOfRow = [Int32](repeating: 0, count: groups.count)
    var previous: (group: Int32, number: Int32)?
    for row in groups.indices {
      // Rows of one group mostly stand together; this spares them the hash.
      if let previous, previous.group == groups[row] {
        groupOfRow[row] = previous.number
        continue
      }
      let number = numbers[groups[row]] ?? Int32(numbers.count)
      numbers[groups[row]] = number
      groupOfRow[row] = number
      previous = (groups[row], number)
    }
    self.groupOfRow = groupOfRow
    count = numbers.count
  }
}
