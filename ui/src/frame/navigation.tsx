import SideNavigation from '@cloudscape-design/components/side-navigation';
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { TaskStatus } from '../components/task-status';
import { useWords } from '../i18n';
import type { SectionId, Task } from '../platform';
import { hrefOf, home } from './places';
import type { Place } from './places';
import { useSession } from './session';

const sections: readonly SectionId[] = ['product', 'aws-set-up', 'names', 'customers', 'rehearsal', 'submission'];

/** The sections that have tasks, in order. */
export function bySection(tasks: readonly Task[]): { section: SectionId; tasks: Task[] }[] {
  return sections
    .map((section) => ({ section, tasks: tasks.filter((task) => task.section === section) }))
    .filter((group) => group.tasks.length > 0);
}

/** Runs of a section's tasks of one Region each; `null` where the section knows no Region or only one. */
export function byRegion(tasks: readonly Task[]): { region: string | null; tasks: Task[] }[] {
  const several = new Set(tasks.flatMap(({ region }) => region ?? [])).size > 1;
  const runs: { region: string | null; tasks: Task[] }[] = [];
  for (const task of tasks) {
    const region = several ? task.region : null;
    const last = runs.at(-1);
    if (last?.region === region) last.tasks.push(task);
    else runs.push({ region, tasks: [task] });
  }
  return runs;
}

/** The address of a task. */
export function taskHref(task: Task): string {
  return hrefOf({ page: 'task', step: task.step, region: task.region, from: null });
}

/** Left: the six sections with their tasks and how far each is. */
export function Navigation({ place }: { place: Place }) {
  const { t } = useWords();
  const { onboarding, close } = useSession();
  const link = (task: Task, compact: boolean): SideNavigationProps.Link => ({
    type: 'link',
    text: t(`step-${task.step}`),
    href: taskHref(task),
    info: <TaskStatus step={task.step} status={task.status} region={task.region} compact={compact} />,
  });
  const items: SideNavigationProps.Item[] = [
    ...bySection(onboarding.tasks).map(({ section, tasks }): SideNavigationProps.Item => ({
      type: 'section-group',
      title: t(`section-${section}`),
      items: byRegion(tasks).flatMap(
        ({ region, tasks: group }): (SideNavigationProps.Link | SideNavigationProps.Section)[] =>
          region === null
            ? group.map((task) => link(task, false))
            : [{ type: 'section', text: region, items: group.map((task) => link(task, true)) }],
      ),
    })),
    { type: 'divider' },
    { type: 'link', text: t('dns-names'), href: hrefOf({ page: 'names' }) },
    { type: 'link', text: t('access'), href: hrefOf({ page: 'access' }) },
    { type: 'link', text: t('survey'), href: hrefOf({ page: 'survey' }) },
    { type: 'link', text: t('undo'), href: hrefOf({ page: 'undo' }) },
    { type: 'link', text: t('other-onboardings'), href: '#close' },
  ];
  const active = place.page === 'task' ? hrefOf({ ...place, from: null }) : hrefOf(place);
  return (
    <SideNavigation
      header={{ text: t('task-list'), href: hrefOf(home) }}
      activeHref={active}
      items={items}
      onFollow={(event) => {
        if (event.detail.href === '#close') {
          event.preventDefault();
          close();
        }
      }}
    />
  );
}
