import test from 'ava'
import type { RunSetup } from '../../testing.ts'
import { CASEHARD, examine } from './testing.ts'

const HEAD = 'apiVersion: casehard.dev/v1\nkind: '
const CONFIG = `${HEAD}Hardening\nspec:\n  profile: cautious\n`
const LOCK = `${HEAD}ImageLock\nimages:\n  - image: a:1\n    digest: sha256:${'a'.repeat(64)}\n    platform: linux/amd64\n    found: "2026-01-01"\n    config: {}\n`

/** Returns what doctor says of the settings in `/project`. */
const folderWith = async (files: Record<string, string>, more: RunSetup = {}) => {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]))
  const { folder } = await examine(CASEHARD, { ...more, files: { '/opt/bin/casehard': '', ...placed } })
  return folder
}

test('without files doctor names the profile, and the commands that write them', async (t) => {
  const { notes, ...rest } = await folderWith({})
  t.deepEqual(rest, { profile: 'restricted', problems: [] })
  t.regex(notes[0] ?? '', /^no casehard\.yaml is used: the profile is restricted; casehard config init -f FILE/)
  t.regex(notes[1] ?? '', /^no casehard\.images\.yaml is used; casehard images lock PATH/)
})

test('doctor names the files in use, and the commands that check them', async (t) => {
  const files = { 'casehard.yaml': CONFIG, 'casehard.images.yaml': LOCK }
  const { notes, ...rest } = await folderWith(files)
  const used = { configuration: 'casehard.yaml', lock: 'casehard.images.yaml', images: 1 }
  t.deepEqual(rest, { profile: 'cautious', ...used, problems: [] })
  t.regex(notes[0] ?? '', /^casehard\.yaml is used: the profile is cautious; casehard config check -f FILE/)
  t.regex(notes[1] ?? '', /^casehard\.images\.yaml is used: 1 image; casehard images check PATH/)
  const env = { CASEHARD_CONFIG: 'none', CASEHARD_IMAGES: 'none' }
  t.like(await folderWith(files, { env }), { profile: 'restricted', configuration: undefined, lock: undefined })
})

test('in a repository, files in a folder above are used', async (t) => {
  const files = { '.git/HEAD': '', 'casehard.yaml': CONFIG, 'apps/web.yaml': '' }
  t.like(await folderWith(files, { cwd: '/project/apps' }), { profile: 'cautious', configuration: '../casehard.yaml' })
})

test('a broken file is a problem with its place, and doctor goes on', async (t) => {
  const { problems, profile } = await folderWith({ 'casehard.yaml': CONFIG.replace('profile', 'profle') })
  t.deepEqual([problems, profile], [['casehard.yaml:4:3: unknown key "profle"; did you mean "profile"?'], undefined])
  const broken = await folderWith({ 'casehard.images.yaml': `${HEAD}ImageLock\nimages: 1\n` })
  t.regex(broken.problems.join(), /^casehard\.images\.yaml:3:/)
})
