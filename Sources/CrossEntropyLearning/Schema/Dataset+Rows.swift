extension Dataset {
  /// What there is to judge predictions of these rows: labels, weights and groups, and no features.
  package func judged(_ rows: [Int]) -> Dataset {
    Dataset(
      name: name, sha256: sha256,
      targets: targets.map { target in
        Target(
          name: target.name, classes: target.classes, labels: rows.map { target.labels[$0] })
      }, features: [], weights: weights.map { all in rows.map { all[$0] } },
      groups: groups.map { all in rows.map { all[$0] } }, scaling: scaling, dropped: [],
      unlabelledRows: 0,
      unlabelledRowsBelow: 0, notes: [],
      tableRows: rows.map { tableRows[$0] }, ownRows: rows.count)
  }
}
