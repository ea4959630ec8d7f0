import test from 'ava'
import type { Configuration, ExemptionMatch, Report, Resource } from '../../model.ts'
import { explainStale } from './stale.ts'

const resource = (kind: string, name: string, namespace?: string): Resource => ({
  apiVersion: 'v1',
  kind,
  name,
  ...(namespace === undefined ? {} : { namespace }),
})

const why = (match: ExemptionMatch, resources: Resource[], namespace?: string, control = 'no-privileged'): string => {
  const report = { pods: resources.map((one) => ({ resource: one })), changes: [], held: [] } as unknown as Report
  const configuration = {
    controls: { 'no-privileged': 'default', 'user-namespace': 'off' },
    settings: { resources: { requests: {}, limits: {} }, ...(namespace === undefined ? {} : { namespace }) },
  } as unknown as Configuration
  return explainStale({ controls: [control], match, reason: 'so' }, report, configuration)
}

const WEB = resource('Deployment', 'web-front', 'shop')
const JOB = resource('Job', 'migrate')

test('the first field that matches nothing is named, with a suggestion', (t) => {
  t.is(why({ kind: 'Deploymnet' }, [WEB, JOB]), 'no object has the kind Deploymnet; did you mean "Deployment"?')
  t.is(why({ kind: 'deployment' }, [WEB]), 'no object has the kind deployment; did you mean "Deployment"?')
  t.is(why({ kind: 'CronJob' }, [WEB, JOB]), 'no object has the kind CronJob; present: Deployment, Job')
  t.is(
    why({ kind: 'Deployment', name: 'web-frnt' }, [WEB, JOB]),
    'no such object has the name web-frnt; did you mean "web-front"?',
  )
  t.is(why({ namespace: 'shp', name: 'x' }, [WEB]), 'no such object has the namespace shp; did you mean "shop"?')
})

test('an object without a namespace may be in any, unless the configuration sets one', (t) => {
  t.is(why({ namespace: 'shop', name: 'x' }, [JOB]), 'no such object has the name x; present: migrate')
  t.is(why({ namespace: 'prod' }, [JOB], 'shop'), 'no such object has the namespace prod; present: shop')
})

test('if all fields match, the objects are compliant, or have other labels and containers', (t) => {
  t.is(why({ kind: '*' }, [WEB, WEB, JOB]), 'Deployment web-front, Job migrate: already compliant')
  const labels = { text: 'app=x', requirements: [] }
  t.is(why({ labels, container: 'a' }, [JOB]), 'Job migrate: already compliant, or with other labels or containers')
})

test('a control that is off and manifests without a pod are reported first', (t) => {
  t.is(why({ kind: 'X' }, [WEB], undefined, 'user-namespace'), 'user-namespace is off in this configuration')
  t.is(why({ kind: 'X' }, []), 'the manifests contain no pod')
})

test('only the first of many names are listed', (t) => {
  const many = [...'abcdefghij'].map((letter) => resource('Pod', `pod-${letter.repeat(9)}`))
  t.regex(why({ name: 'web' }, many), /pod-hhhhhhhhh and 2 more$/)
})
