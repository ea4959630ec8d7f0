import { type Account, accountOf } from '../../kube/pod/service-accounts.ts'
import type { Binding, Container, InputEvidence, InputObject, Operation, Options, Pod, Stance } from '../../model.ts'
import { EditableObject } from '../editable-object.ts'
import type { LocatedObject, RunContext } from '../types.ts'

/** An object and what it is hardened by. */
export interface Scenario {
  object: LocatedObject
  context: RunContext
}

/** Views the pods of an object as they are in the input. */
export const podsOf = ({ object }: Scenario): Pod[] => {
  const editable = EditableObject.of(object)
  return object.located.pods.map((location) => editable.podAt(location))
}

/** Changes every container of an object's pods. */
export const withContainers = (scenario: Scenario, operationsOf: (container: Container) => Operation[]): Scenario => {
  const { object, context } = scenario
  const operations = podsOf(scenario).flatMap((pod) => pod.containers.flatMap(operationsOf))
  return { object: { ...object, value: EditableObject.of(object).patched(operations).value }, context }
}

/** Gives every control, or one, another stance. */
export const withStance = ({ object, context }: Scenario, stance: Stance, of?: string): Scenario => ({
  object,
  context: {
    ...context,
    controls: context.controls.map((row) => (of === undefined || row.control.id === of ? { ...row, stance } : row)),
  },
})

/** Lets a control write what is unknown. */
export const withAssumption = ({ object, context }: Scenario, control: string): Scenario => ({
  object,
  context: { ...context, evidence: { ...context.evidence, assumed: new Set([...context.evidence.assumed, control]) } },
})

const withInput = ({ object, context }: Scenario, input: Partial<InputEvidence>): Scenario => ({
  object,
  context: { ...context, evidence: { ...context.evidence, input: { ...context.evidence.input, ...input } } },
})

const accountNamed = (pod: Pod): Pick<Account, 'name' | 'namespace'> => {
  const { name, namespace } = accountOf(pod)
  return namespace === undefined ? { name } : { name, namespace }
}

const bindingFor = (account: Pick<Account, 'name' | 'namespace'>, { at }: InputObject): Binding => ({
  resource: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: '' },
  role: { kind: 'ClusterRole', name: 'view' },
  subjects: [{ subject: { kind: 'ServiceAccount', ...account }, at }],
})

/** Adds the service accounts of the pods, and a binding of another account, to the input. */
export const withAccounts = (scenario: Scenario): Scenario => {
  const { serviceAccounts, bindings } = scenario.context.evidence.input
  const { at } = scenario.object
  const added = podsOf(scenario).map((pod): InputObject => {
    const resource = { apiVersion: 'v1', kind: 'ServiceAccount', ...accountNamed(pod) }
    return { resource, value: { apiVersion: 'v1', kind: 'ServiceAccount' }, at }
  })
  const isKnown = ({ resource: { name, namespace } }: InputObject): boolean =>
    serviceAccounts.some(({ resource }) => resource.name === name && resource.namespace === namespace)
  return withInput(scenario, {
    serviceAccounts: [...serviceAccounts, ...added.filter((account) => !isKnown(account))],
    bindings: [...bindings, bindingFor({ name: '' }, scenario.object)],
  })
}

/** Binds a role to the service accounts of the pods. */
export const withBindings = (scenario: Scenario): Scenario => {
  const added = podsOf(scenario).map((pod) => bindingFor(accountNamed(pod), scenario.object))
  return withInput(scenario, { bindings: [...scenario.context.evidence.input.bindings, ...added] })
}

/** Changes the options of the run. */
export const withOptions = ({ object, context }: Scenario, change: (options: Options) => Options): Scenario => ({
  object,
  context: { ...context, options: change(context.options) },
})

/** Removes all exemptions. */
export const withoutExemptions = (scenario: Scenario): Scenario =>
  withOptions(scenario, (options) => ({
    ...options,
    configuration: { ...options.configuration, exemptions: [], exemptionAnnotations: false },
  }))
