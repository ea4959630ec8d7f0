import test from 'ava'
import { isRecreated } from './immutable.ts'

const annotated = (annotations: Record<string, string>) => isRecreated({ metadata: { name: 'x', annotations } })

test('hooks and objects that are replaced by force are recreated each time', (t) => {
  t.true(annotated({ 'helm.sh/hook': 'pre-upgrade' }))
  t.true(annotated({ 'argocd.argoproj.io/hook': 'PreSync' }))
  t.true(annotated({ 'argocd.argoproj.io/sync-options': 'Force=true, Replace=true' }))
  t.true(annotated({ 'kustomize.toolkit.fluxcd.io/force': 'Enabled' }))
  t.true(isRecreated({ metadata: { generateName: 'x-' } }))
})

test('everything else is updated in place', (t) => {
  t.false(annotated({}))
  t.false(annotated({ 'helm.sh/hook-delete-policy': 'before-hook-creation' }))
  t.false(annotated({ 'argocd.argoproj.io/sync-options': 'Replace=true' }))
  t.false(annotated({ 'kustomize.toolkit.fluxcd.io/force': 'Disabled' }))
  t.false(isRecreated({ metadata: { name: 'x', generateName: 'x-' } }))
  t.false(isRecreated({}))
})
