import type { UnknownImage } from '../../src/model.ts'
import { type Decision, keyOf, writeSettings } from '../engine/decisions.ts'
import { byId, element, refill, shortened } from './elements.ts'

/** What a reader does with decisions. */
export interface Actions {
  decide(decision: Decision): void
  undo(key: string): void
}

/** More images than that are not listed: whoever has so many uses a lock file. */
const MOST_IMAGES = 50

const titleOf = (decision: Decision): string => {
  if (decision.type === 'image') return `Image ${shortened(decision.image)}`
  if (decision.type === 'stance') return `Report only: ${decision.control}`
  if (decision.type === 'assume') return `Assume: ${decision.control}`
  const { name, container } = decision.match
  return `Hold ${decision.control} for ${shortened(container === undefined ? name : `${name}, ${container}`)}`
}

const cardOf = (decision: Decision, { decide, undo }: Actions): HTMLElement => {
  const key = keyOf(decision)
  const title = titleOf(decision)
  const reason = element('input', { type: 'text', 'data-key': `reason ${key}`, maxlength: '500' })
  if (decision.type === 'exempt') {
    reason.value = decision.reason
    reason.addEventListener('change', () => decide({ ...decision, reason: reason.value.trim() || decision.reason }))
  }
  const remove = element(
    'button',
    { type: 'button', click: () => undo(key), 'aria-label': `Remove: ${title}` },
    'Remove',
  )
  return element(
    'div',
    { class: 'card' },
    element('div', { class: 'row' }, element('span', { class: 'wide' }, title), remove),
    decision.type === 'exempt' && element('label', {}, 'Reason ', reason),
  )
}

const formOf = ({ repository, image, line }: UnknownImage, { decide }: Actions): HTMLElement => {
  const user = element('input', { type: 'number', min: '1', max: '2147483647', 'data-key': `user ${repository}` })
  const writable = element('input', {
    type: 'text',
    placeholder: '/tmp, /var/cache',
    'data-key': `writable ${repository}`,
  })
  const add = () => {
    const paths = writable.value
      .split(/[\s,]+/)
      .map((path) => path.trim())
      .filter((path) => path.startsWith('/'))
    if (!user.checkValidity() || (user.value === '' && paths.length === 0)) {
      user.focus()
      return
    }
    const known = user.value === '' ? {} : { user: Number(user.value) }
    decide({ type: 'image', image: repository, ...known, writable: paths })
  }
  return element(
    'div',
    { class: 'card' },
    element('div', {}, element('span', { class: 'name' }, shortened(image)), `, line ${line}`),
    element('label', {}, 'User (a number other than 0) ', user),
    element('label', {}, 'Writes to ', writable),
    element(
      'div',
      { class: 'row' },
      element('button', { type: 'button', click: add, 'aria-label': `Add image ${shortened(image)}` }, 'Add image'),
    ),
  )
}

/** Shows `casehard.yaml`, and a form for each image about which nothing is known. */
export const showSettings = (
  profile: string,
  decisions: ReadonlyMap<string, Decision>,
  images: readonly UnknownImage[],
  actions: Actions,
): void => {
  const all = [...decisions.values()]
  byId('settings').textContent = writeSettings(profile, all)
  refill(byId('decisions'), ...all.map((decision) => cardOf(decision, actions)))
  const open = images.filter(
    ({ repository }) => !decisions.has(keyOf({ type: 'image', image: repository, writable: [] })),
  )
  refill(
    byId('images'),
    open.length > 0 && element('h3', { id: 'images-title', tabindex: '-1' }, 'Images whose user is unknown'),
    ...open.slice(0, MOST_IMAGES).map((one) => formOf(one, actions)),
    open.length > MOST_IMAGES && element('p', { class: 'dim' }, `and ${open.length - MOST_IMAGES} more`),
  )
}
