/// What can be wrong with a line that should be an object of JSON.
public enum JSONFault: Hashable, Sendable {
  /// The line begins with something else.
  case notAnObject(found: [UInt8])
  /// This is not JSON where it stands.
  case malformed([UInt8])
  /// The line ends before its object does.
  case endsEarly
  /// NaN and infinities are no numbers of JSON.
  case notANumber([UInt8])
  /// The value of a key is an object or a list.
  case nested(key: String)
  /// A key stands twice in one object.
  case duplicateKey(String)
  /// Half of a pair of escapes that stand for one character.
  case halfCharacter([UInt8])
}

/// What can be wrong with a file that should hold arrays of NumPy.
public enum ArrayFault: Hashable, Sendable {
  /// The file does not begin as an array does.
  case notAnArray
  /// The description of the array cannot be read.
  case badHeader
  /// The format has a version that is not known.
  case unknownVersion(Int)
  /// The array holds objects of Python, which could run any code.
  case objects
  /// The elements are records of several fields.
  case records
  /// The elements are none that can be cells.
  case otherType(String)
  /// The array has a shape that no table has.
  case otherShape([Int])
  /// There are fewer or more bytes than the shape needs.
  case otherLength(expected: Int, found: Int)
  /// The table would take so many bytes.
  case tooLarge(bytes: Int, limit: Int)
  /// A text that is none.
  case badText(row: Int)

  /// The archive is damaged, or cut short.
  case damagedArchive
  /// An archive of a kind that is not read: encrypted, of several files, or of more than 4 GB.
  case otherArchive
  /// Two arrays of the archive have this name.
  case duplicateArray(String)
  /// This array of the archive is damaged.
  case damagedArray(String)
  /// The archive has several arrays that may be the table, and none called X.
  case severalTables([String])
  /// The archive has no array that may be the table.
  case noTable([String])

  /// The labels are so many for so many rows.
  case labelCount(Int, rows: Int)
  /// The file of labels has so many columns.
  case labelColumns(Int)
}

/// What can be wrong with a line of a label and pairs of an index and a number.
public enum PairFault: Hashable, Sendable {
  /// The line begins with a pair.
  case noLabel
  /// The line has several labels.
  case severalLabels([UInt8])
  /// What should be an index, a colon and a number is something else.
  case badPair([UInt8])
  /// An index is 0, where the first is 1.
  case zeroIndex
  /// An index is greater than this.
  case indexTooGreat([UInt8], limit: Int)
  /// An index is not greater than the one before.
  case notRising(Int, after: Int)
  /// A number is missing or infinite.
  case notFinite([UInt8])
}
