/**
 * The script of the page: search, folding, and unfolding for the printer. It only hides and shows parts of the page, and
 * writes counts.
 */
export const SCRIPT = `'use strict'
;(() => {
  const unfolded = []
  addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('details:not([open])')) {
      one.open = true
      unfolded.push(one)
    }
  })
  addEventListener('afterprint', () => {
    for (const one of unfolded.splice(0)) one.open = false
  })

  const form = document.getElementById('filter')
  if (form === null) return
  const found = document.getElementById('found')
  const fields = ['control', 'verdict', 'confidence'].map((name) => document.getElementById(name))
  const words = document.getElementById('words')
  const rows = document.querySelectorAll('#index tbody tr')
  const workloads = [...document.querySelectorAll('.workload')].map((article, i) => ({
    article,
    row: rows[i],
    entries: [...article.querySelectorAll('.entry')],
  }))
  const plural = (number, one, many) => number + ' ' + (number === 1 ? one : many)

  // Read when the first search is made: most readers of a long report never make one.
  let texts
  const read = () =>
    workloads.map(({ article, entries }) => {
      const title = article.querySelector('header').textContent
      return entries.map((entry) => (title + ' ' + entry.textContent).toLowerCase())
    })

  const update = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== '')
    const chosen = fields.filter(({ value }) => value !== '').map(({ id, value }) => [id, value])
    const isAll = wanted.length === 0 && chosen.length === 0
    if (wanted.length > 0) texts ??= read()
    let entriesFound = 0
    let workloadsFound = 0
    workloads.forEach(({ article, row, entries }, i) => {
      let hits = 0
      entries.forEach((entry, j) => {
        const isHit =
          chosen.every(([name, value]) => entry.dataset[name] === value) &&
          wanted.every((word) => texts[i][j].includes(word))
        entry.hidden = !isHit
        if (isHit) hits += 1
      })
      article.hidden = row.hidden = hits === 0
      entriesFound += hits
      if (hits > 0) workloadsFound += 1
    })
    document.getElementById('index').hidden = workloadsFound === 0
    found.textContent = isAll
      ? plural(workloads.length, 'workload', 'workloads')
      : entriesFound === 0
        ? 'Nothing found'
        : plural(entriesFound, 'entry', 'entries') + ' found in ' + plural(workloadsFound, 'workload', 'workloads')
  }

  let waiting
  const later = () => {
    clearTimeout(waiting)
    waiting = setTimeout(update, 120)
  }
  const fold = (open) => () => {
    for (const one of document.querySelectorAll('.workload:not([hidden]) details:not([hidden])')) one.open = open
  }
  form.addEventListener('input', later)
  form.addEventListener('reset', later)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    update()
  })
  document.getElementById('unfold').addEventListener('click', fold(true))
  document.getElementById('fold').addEventListener('click', fold(false))
  addEventListener('hashchange', () => {
    const target = document.getElementById(location.hash.slice(1))
    if (target === null || target.closest('[hidden]') === null) return
    form.reset()
    update()
    target.scrollIntoView()
  })
  form.hidden = false
  update()
})()
`
