/// What the columns of an array are called, which have no names: `x0`, `x1` and so on.
package enum UnnamedColumns {
  private static let letter = UInt8(ascii: "x")

  /// The names of so many columns.
  ///
  /// Counted up digit by digit, since of tens of thousands each number would take its time.
  package static func names(_ count: Int) -> [String] {
    let (zero, nine) = (UInt8(ascii: "0"), UInt8(ascii: "9"))
    var name = [letter, zero]
    return (0..<count).map { _ in
      defer {
        var place = name.count - 1
        while name[place] == nine {
          name[place] = zero
          place -= 1
        }
        if place == 0 { name.insert(zero + 1, at: 1) } else { name[place] += 1 }
      }
      return String(decoding: name, as: UTF8.self)
    }
  }

  /// The place of the column that is called so; nil of a name that is none of these.
  package static func place(of name: String) -> Int? {
    guard name.utf8.first == letter, let place = Int(name.dropFirst()), name == "x\(place)" else {
      return nil
    }
    return place < 0 ? nil : place
  }
}
