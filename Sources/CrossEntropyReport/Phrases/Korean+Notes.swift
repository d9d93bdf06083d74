package import CrossEntropyFiles
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

// What was noticed about a table and its columns.

extension Korean {
  package func sentence(_ note: DatasetNote) -> String {
    switch note {
    case .table(let note): sentence(note)
    case .column(let name, let note): "\(escaped(name)): \(sentence(note))"
    case .zeroWeightRows(let count): "가중치가 0이어서 아무것도 알려 주지 않는 행 \(count)개를 제외했습니다"
    case .equalNumbers(let column, let texts, let sets):
      "\(escaped(column)): 같은 수는 한 값으로 보았습니다("
        + "\(listed(texts.map { $0.map { escaped($0) }.joined(separator: " = ") }, of: sets)))"
    case .missingCells(let column, let tokens, let cells):
      "\(escaped(column)): \(tokens.map { quoted($0) }.joined(separator: ", ")) 값을 결측으로 읽었습니다"
        + "(셀 \(grouped(cells))개)"
    case .tokenIsClass(let target, let name, let rows):
      "\(escaped(target)): 클래스 \(quoted(name))(행 \(grouped(rows))개)가 결측을 뜻한다면 "
        + "\(settings(.targetMissing)) \(escaped(name)) 옵션을 주세요"
    case .unmetTokens(let tokens, let areOfTarget):
      "\(settings(areOfTarget ? .targetMissing : .missing)) 옵션에 지정한 "
        + "\(list(tokens.map { quoted($0) })) 값을 가진 \(areOfTarget ? "레이블" : "셀")이 없습니다"
    case .nothingMerged(let least): "\(settings(.mergeRare)) \(grouped(least)) 옵션으로 합칠 클래스가 없습니다"
    case .readAnyway(let column, .feature):
      "\(escaped(column)): 식별자로 보이지 않아 \(settings(.keep)) 옵션이 없어도 쓰입니다"
    case .readAnyway(let column, .numbers):
      "\(escaped(column)): \(settings(.numeric)) 옵션이 없어도 수치형으로 읽습니다"
    case .readAnyway(let column, .categories):
      "\(escaped(column)): \(settings(.categorical)) 옵션이 없어도 범주형으로 읽습니다"
    case .prose(let column):
      "\(escaped(column)): 문장으로 보입니다. \(settings(.text)) \(escaped(column)) 옵션을 주면 단어에서 배웁니다"
    case .mergedClasses(let target, let classes, let other):
      "\(escaped(target)): 드문 클래스 \(grouped(classes.count))개를 \(quoted(other))\(Particle.direction.after(other)) 합쳤습니다: "
        + listed(first: 8, of: classes)
    case .idLike(let column, let values, let cells):
      "\(escaped(column)) 열은 셀 \(grouped(cells))개에 값이 \(grouped(values))개 있어 식별자처럼 보입니다. 이 열이 "
        + "알려 주는 것은 우연입니다"
    case .sharedGroups(let count, let all):
      "그룹 \(grouped(all))개 가운데 \(grouped(count))개는 학습에도 쓰이므로, 점수가 새로운 그룹에 대한 것이 아닙니다"
    case .sharedRows(let count, let all, let table):
      "평가할 행 \(grouped(all))개 가운데 \(grouped(count))개가 \(escaped(table))에도 있어, 점수가 실제보다 좋게 나옵니다"
    case .appended(let file, .table(.validUTF8(let encoding))):
      "\(escaped(file)): \(validUTF8(encoding)). 글자가 깨져 보이면 \(settings(.testEncoding)) "
        + "\(TextEncoding.utf8.rawValue) 옵션을 주세요"
    case .appended(let file, let note): "\(escaped(file)): \(sentence(note))"
    case .yesOrNo(let column): "\(escaped(column)): 행마다 확률이 하나이므로 예/아니요의 확률로 읽었습니다"
    }
  }

  package func sentence(_ note: ColumnNote) -> String {
    switch note {
    case .allMissing: "모든 셀이 결측입니다"
    case .unreadNumber(let line, let cell, let form):
      "\(readAsCategories) \(line)번째 줄의 \(quoted(cell, most: 40))\(Particle.topic.after(cell)) "
        + explanation(form)
    case .numbersAndText(let line, let cell):
      "\(readAsCategories) \(line)번째 줄에는 \(quoted(cell, most: 40)) 값이 있고 "
        + "다른 줄에는 수가 있습니다"
    case .oddCells(let line, let cell, let count): odd(line, cell, count, "수가")
    case .oddDates(let line, let cell, let count): odd(line, cell, count, "날짜가")
    case .notation(let cell, let value, let other):
      (hasMinusSign(cell, value) ? "하이픈이 아닌 빼기 기호로 쓴 " : "")
        + "\(quoted(cell, most: 40))\(Particle.object.after(cell)) "
        + "\(allDigits(value))\(Particle.direction.after(allDigits(value))) 읽었습니다"
        + (other.map { ". 아니라면 \(settings(.decimal)) \($0.rawValue) 옵션을 주세요" } ?? "")
    case .mixedUnits(let cells):
      "단위가 있는 셀과 없는 셀, 또는 단위가 다른 셀을 한 척도로 읽었습니다("
        + list(cells.map { "\(quoted($0.cell, most: 40)) → \(allDigits($0.value))" })
        + "). 척도가 다르다면 표기를 통일하세요"
    case .dates(let cell, let days, let order, let isSure):
      "날짜를 1970-01-01부터의 일수로 읽었습니다. \(quoted(cell, most: 40))\(Particle.topic.after(cell)) "
        + "\(fewDigits(days))입니다"
        + (isSure ? "" : ". 셀만으로는 순서를 알 수 없어 \(name(order)) 먼저 오는 것으로 보았습니다")
    case .newLevels(let levels, let count, let cells):
      "학습할 행에 없는 값이 셀 \(grouped(cells))개에 있어 예측에 쓰이지 않습니다: "
        + listed(levels.map { quoted($0, most: 40) }, of: count)
    case .offset(let offset):
      "\(allDigits(offset))\(Particle.object.after(allDigits(offset))) 뺀 값으로 읽었습니다"
    }
  }

  package func reason(_ reason: DropReason) -> String {
    switch reason {
    case .allMissing: "모두 결측"
    case .constant: "상수"
    case .noWords: "어느 행에도 단어가 없음"
    case .idLikeNumbers(let first, let last): "식별자로 보임: \(first)부터 \(last)까지의 번호"
    case .counter(let first, let last):
      "식별자로 보임: 행마다 \(first < last ? "커지는" : "작아지는") 번호, \(first)부터 \(last)까지"
    case .idLikeTexts(let values, let rows): "식별자로 보임: 행 \(rows)개에 서로 다른 값 \(values)개"
    }
  }

  package func wayBack(to column: String?) -> String {
    column.map { "이 열을 쓰려면 \(settings(.keep)) \($0)" } ?? "그래도 쓸 열은 \(settings(.keep)) 옵션으로 지정"
  }

  private func sentence(_ note: TableNote) -> String {
    switch note {
    case .byteOrderMark: "UTF-8 바이트 순서 표시(BOM)를 건너뛰었습니다"
    case .encoding(let encoding): "\(encoding.rawValue) 인코딩으로 읽었습니다"
    case .validUTF8(let encoding):
      "\(validUTF8(encoding)). 글자가 깨져 보이면 \(settings(.encoding)) 옵션을 빼세요"
    case .markOverrules(let encoding):
      "바이트 순서 표시가 다른 인코딩을 가리켜 지정한 \(encoding.rawValue) 인코딩은 쓰지 않았습니다"
    case .separatorLine: "구분자를 알리는 첫 줄을 건너뛰었습니다"
    case .commentLines(let count): "헤더 위의 주석 \(count)줄을 건너뛰었습니다"
    case .titleLines(let count, let title):
      "헤더 위의 \(count)줄을 건너뛰었습니다: \(quoted(title, most: 40))"
    case .rowNames(let name):
      "R에서 저장한 파일처럼 헤더에 첫 열의 이름이 없어 "
        + "\(quoted(name))\(Particle.name.after(name)) 부릅니다"
    case .repeatedHeaders(1, let line): "헤더가 되풀이된 \(line)번째 줄을 제외했습니다"
    case .repeatedHeaders(let count, let line):
      "\(line)번째 줄을 비롯해 헤더가 되풀이된 \(count)줄을 제외했습니다"
    case .totalsLeftOut(let line): "마지막 행(\(line)번째 줄)은 합계이므로 제외했습니다"
    case .totalsKept(let line):
      "마지막 행(\(line)번째 줄)은 합계처럼 보이지만 합이 맞지 않아 그대로 두었습니다"
    case .delimiter(let byte): "셀은 \(name(delimiter: byte)) 구분되어 있습니다"
    case .decimalComma([]): "쉼표를 소수점으로 읽었습니다"
    case .decimalComma(let columns):
      "다음 열에서는 쉼표를 소수점으로 읽었습니다: \(listed(first: 8, of: columns))"
    case .missingMarks(let marks):
      "다음 문자열은 결측을 나타냅니다: "
        + listed(
          marks.prefix(8).map { "\(quoted($0.text, most: 40))(\($0.cells)개)" }, of: marks.count)
    case .blankLines(let count): "빈 줄 \(count)개를 건너뛰었습니다"
    case .trimmedNames: "헤더에 있는 이름의 앞뒤 공백을 지웠습니다"
    case .namedFirstColumn(let name):
      "헤더에 첫 열의 이름이 없어 \(quoted(name))\(Particle.name.after(name)) 부릅니다"
    case .columnsBeside(let names):
      "표에 없는 열 \(names.count)개를 제외했습니다: \(listed(first: 8, of: names))"
    case .format(let format):
      "\(name(format))\(Particle.direction.after(name(format))) 읽었습니다. 셀로 된 표라면 \(settings(.inputFormat)) csv 옵션을 쓰세요"
    case .arraysBeside(let names):
      "행 수가 다른 배열 \(names.count)개를 제외했습니다: \(listed(first: 8, of: names))"
    case .toolPredictions(let tool):
      "\(toolName(tool))\(Particle.subject.after(toolName(tool))) 쓴 확률로 읽었습니다"
        + (tool == .fastText ? ". 확률마다 더해진 1e-5는 뺐습니다" : "")
    case .sampled(let rows, let all):
      "표가 메모리에 다 들어가지 않습니다. 여기 나오는 내용은 줄 번호까지 전체 \(grouped(all))행에서 뽑은 "
        + "\(grouped(rows))행에 대한 것이고, 신경망은 디스크에 둔 모든 행으로 학습합니다"
    case .emptyColumns(let count): "행 끝에 있는 이름 없는 빈 열 \(count)개를 제외했습니다"
    }
  }

  private func validUTF8(_ encoding: TextEncoding) -> String {
    "올바른 UTF-8 파일이지만 지정한 대로 \(encoding.rawValue) 인코딩으로 읽었습니다"
  }

  private func odd(_ line: Int, _ cell: String, _ count: Int, _ kind: String) -> String {
    "\(kind) 아닌 셀 \(count)개를 결측으로 처리했습니다"
      + "(\(count == 1 ? "" : "예: ")\(line)번째 줄의 \(quoted(cell, most: 40)))"
  }

  private var readAsCategories: String { "범주형으로 읽었습니다." }

  private func explanation(_ form: NumberForm) -> String {
    switch form {
    case .leadingZero: "식별자처럼 0으로 시작합니다"
    case .thousands: "천 단위 구분 기호가 있는 수입니다"
    case .decimalComma: "소수점을 쉼표로 쓴 수입니다"
    case .decimalPoint: "소수점을 쉼표로 쓰는 파일에서 마침표로 쓴 수입니다"
    case .quoted: "따옴표로 감싼, 수처럼 보이는 문자열입니다"
    }
  }

  func name(_ order: DateOrder) -> String {
    switch order {
    case .yearFirst: "연도가"
    case .dayFirst: "일이"
    case .monthFirst: "월이"
    }
  }

  private func name(delimiter: UInt8) -> String {
    switch delimiter {
    case UInt8(ascii: "\t"): "탭으로"
    case UInt8(ascii: ";"): "세미콜론으로"
    default: "\(quoted(CollectionOfOne(delimiter))) 문자로"
    }
  }
}
