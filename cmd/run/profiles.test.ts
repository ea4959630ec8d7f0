import { readdirSync, readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { parseHardening } from '../../src/config/parse.ts'
import { CONTROLS } from '../../src/controls/index.ts'
import { RULES } from '../../src/generate/index.ts'
import { builtinProfiles, type ConfigurationRequest, loadConfiguration } from './profiles.ts'

const restricted = builtinProfiles().restricted as { spec: { controls: Record<string, unknown> } }
const controls = Object.keys(restricted.spec.controls).map((id) => ({ id }))

const head = 'apiVersion: casehard.dev/v1\nkind: Hardening\n'

const load = (wanted: Omit<ConfigurationRequest, 'controls'>, files: Record<string, string> = {}) =>
  loadConfiguration({ ...wanted, controls }, (path) => {
    if (files[path] === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
    return Buffer.from(files[path], 'latin1')
  })

test('the built-in profiles are right, and each is called after its file', (t) => {
  const profiles = Object.keys(builtinProfiles())
  t.deepEqual(profiles, ['ack', 'audit', 'baseline', 'cautious', 'restricted', 'strict'])
  for (const file of readdirSync('profiles').filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(`profiles/${file}`, 'utf8')
    t.is(`${parseHardening(file, text, { controls: RULES, profiles }).name}.yaml`, file)
  }
})

test('restricted names every control there is, and leaves off those that are optional', (t) => {
  t.deepEqual(controls.map(({ id }) => id).sort(), CONTROLS.map(({ id }) => id).sort())
  const { configuration } = load({})
  const off = CONTROLS.filter(({ id }) => configuration.controls[id] === 'off')
  t.deepEqual(
    off.map(({ id }) => id),
    CONTROLS.filter(({ optional }) => optional).map(({ id }) => id),
  )
})

const stances = (profile: string) => Object.values(load({ profile }).configuration.controls)

test('restricted is the default, and audit, cautious and strict differ from it in stance alone', (t) => {
  const { configuration } = load({})
  t.is(configuration.profile, 'restricted')
  t.deepEqual(configuration.settings.resources, {
    requests: { cpu: '100m', memory: '128Mi' },
    limits: { memory: '1Gi' },
  })
  t.deepEqual(
    Object.entries(configuration.controls).flatMap(([id, stance]) => (stance === 'default' ? [] : [id, stance])),
    [
      ...['apparmor-profile-in-field', 'off', 'image-digest', 'off', 'dns-policy-default', 'off'],
      ...['user-namespace', 'off'],
      ...['pod-security-policy', 'off'],
    ],
  )
  const alike = { audit: 'report', cautious: 'cautious', strict: 'enforce' }
  for (const [profile, stance] of Object.entries(alike))
    t.deepEqual(
      stances(profile),
      stances('restricted').map((base) => (base === 'off' ? 'off' : stance)),
    )
})

test('ack is restricted, and asks for what the vendor advises beyond it', (t) => {
  const ack = load({ profile: 'ack' }).configuration
  const restricted = load({ profile: 'restricted' }).configuration
  t.deepEqual(
    Object.entries(ack.controls).filter(([id, stance]) => stance !== restricted.controls[id]),
    [
      ['apparmor-profile-in-field', 'default'],
      ['dns-policy-default', 'default'],
    ],
  )
  const readableHostPaths = ['/etc/localtime', '/usr/share/zoneinfo', '/etc/ssl/certs']
  t.deepEqual(ack.settings, { ...restricted.settings, readableHostPaths })
})

test('a path of the node that pods may read is absolute and has no ..', (t) => {
  const write = (path: string) =>
    parseHardening(
      'casehard.yaml',
      `{apiVersion: casehard.dev/v1, kind: Hardening, spec: {controls: {no-host-path: {readable: ["${path}"]}}}}`,
      { controls: CONTROLS, profiles: [] },
    )
  for (const path of ['/', '/srv/..data', '/srv/data..', '/a/...']) t.notThrows(() => write(path), path)
  for (const path of ['srv', '', '/..', '/srv/../etc', '/srv/..'])
    t.throws(() => write(path), { message: /an absolute path of the node without \.\., e\.g\. \/usr/ }, path)
})

test('baseline enforces what the standard names and looks at nothing else', (t) => {
  const entries = Object.entries(load({ profile: 'baseline' }).configuration.controls)
  const on = entries.filter(([, stance]) => stance !== 'off')
  t.is(on.length, 13)
  t.true(on.every(([id, stance]) => stance === 'enforce' && /^(no|safe|default)-/.test(id)))
})

test('bases of files are found from the file that names them, down to a built-in profile', (t) => {
  const files = {
    'team/ours.yaml': `${head}metadata: {name: ours}\nspec: {profile: ../org/all.yaml, controls: {no-privileged: report}}\n`,
    'org/all.yaml': `${head}spec: {profile: strict, namespace: org}\n`,
  }
  const { configuration } = load({ profile: 'team/ours.yaml' }, files)
  t.is(configuration.profile, 'ours')
  t.is(configuration.controls['no-privileged'], 'report')
  t.is(configuration.controls['no-host-ports'], 'enforce')
  t.is(configuration.settings.namespace, 'org')
})

test('a profile from a flag replaces the profile and the top-level stance of the configuration', (t) => {
  const files = {
    'casehard.yaml': `${head}spec: {profile: strict, stance: cautious, controls: {no-privileged: enforce}}\n`,
  }
  const named = load({ config: 'casehard.yaml' }, files).configuration
  t.is(named.profile, 'strict')
  t.is(named.source, 'casehard.yaml')
  t.is(named.controls['no-host-ports'], 'cautious')
  const flagged = load({ config: 'casehard.yaml', profile: 'audit' }, files).configuration
  t.is(flagged.profile, 'audit')
  t.is(flagged.controls['no-host-ports'], 'report')
  t.is(flagged.controls['no-privileged'], 'enforce')
})

test('the report does not contain absolute paths', (t) => {
  t.is(
    load({ config: '/home/me/casehard.yaml' }, { '/home/me/casehard.yaml': `${head}spec: {}\n` }).configuration.source,
    'casehard.yaml',
  )
})

const messageOf = (t: ExecutionContext, wanted: Omit<ConfigurationRequest, 'controls'>, files = {}) =>
  t.throws(() => load(wanted, files), { name: 'ConfigurationError' }).message

test('a missing profile is an error at the position of its name', (t) => {
  t.is(
    messageOf(t, { profile: 'strick', profileFrom: 'CASEHARD_PROFILE' }),
    `CASEHARD_PROFILE: unknown profile "strick"; did you mean "strict"? (the name of a file contains a / or a .)`,
  )
  t.regex(messageOf(t, { profile: './none.yaml' }), /^--profile: "none\.yaml" cannot be read \(no such file/)
  const files = { 'a.yaml': `${head}spec:\n  profile: b/c.yaml\n`, 'bad.yaml': '\xff' }
  t.regex(messageOf(t, { config: 'a.yaml' }, files), /^a\.yaml:4:12: the file that "spec.profile" names cannot be read/)
  t.regex(messageOf(t, { config: 'bad.yaml' }, files), /^--config: "bad\.yaml" is not valid UTF-8/)
})

test('profiles that are based on each other are an error', (t) => {
  const files = { 'a.yaml': `${head}spec: {profile: ./b.yaml}\n`, 'b.yaml': `${head}spec: {profile: ./a.yaml}\n` }
  t.is(messageOf(t, { profile: 'a.yaml' }, files), 'b.yaml:3:17: a profile cannot be its own base; name another base')
})
