import test from 'ava'
import { run, SOFT_POD } from '../../testing.ts'

test('on a terminal exec shows its progress while it hardens, and none while the command runs', async (t) => {
  const many = Array.from({ length: 40 }, (_, i) => SOFT_POD.replace('name: web', `name: web-${i}`)).join('---\n')
  const programs = { render: () => ({ stdout: many }) }
  const setup = { programs, stderrIsTTY: true, env: { NO_COLOR: '1' } }
  const { stderr } = await run(['exec', '--', 'render'], { ...setup, diskFaults: { tick: 250 } })
  t.regex(stderr, /^\rhardening \[[#-]{30}\] +\d+ %/)
  t.is(
    (await run(['exec', '--', 'render'], { ...setup, stderrIsTTY: false, diskFaults: { tick: 250 } })).stderr.includes(
      '\r',
    ),
    false,
  )
})
