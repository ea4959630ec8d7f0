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

test('the first field that nothing fits is named, with what was meant', (t) => {
  t.is(why({ kind: 'Deploymnet' }, [WEB, JOB]), 'nothing has the kind Deploymnet; did you mean "Deployment"?')
  t.is(why({ kind: 'deployment' }, [WEB]), 'nothing has the kind deployment; did you mean "Deployment"?')
  t.is(why({ kind: 'CronJob' }, [WEB, JOB]), 'nothing has the kind CronJob; there is Deployment, Job')
  t.is(
    why({ kind: 'Deployment', name: 'web-frnt' }, [WEB, JOB]),
    'nothing of it has the name web-frnt; did you mean "web-front"?',
  )
  t.is(why({ namespace: 'shp', name: 'x' }, [WEB]), 'nothing of it has the namespace shp; did you mean "shop"?')
})

test('one without a namespace may be in any, unless the configuration names one', (t) => {
  t.is(why({ namespace: 'shop', name: 'x' }, [JOB]), 'nothing of it has the name x; there is migrate')
  t.is(why({ namespace: 'prod' }, [JOB], 'shop'), 'nothing of it has the namespace prod; there is shop')
})

test('where all fields fit, it is as hard as asked, or has other labels and containers', (t) => {
  t.is(why({ kind: '*' }, [WEB, WEB, JOB]), 'Deployment web-front, Job migrate: as hard as it asks already')
  const labels = { text: 'app=x', requirements: [] }
  t.is(why({ labels, container: 'a' }, [JOB]), 'Job migrate: as hard as it asks already, or other labels or containers')
})

test('a control that is off and manifests without a pod are told first', (t) => {
  t.is(why({ kind: 'X' }, [WEB], undefined, 'user-namespace'), 'user-namespace is off in this configuration')
  t.is(why({ kind: 'X' }, []), 'there is no pod in the manifests')
})

test('of many names only the first are told', (t) => {
  const many = [...'abcdefghij'].map((letter) => resource('Pod', `pod-${letter.repeat(9)}`))
  t.regex(why({ name: 'web' }, many), /pod-hhhhhhhhh and 2 more$/)
})
