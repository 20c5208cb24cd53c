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

/** The address of a task. */
export function taskHref(task: Task): string {
  return hrefOf({ page: 'task', step: task.step, region: task.region, from: null });
}

/** Left: the six sections with their tasks and how far each is. */
export function Navigation({ place }: { place: Place }) {
  const { t } = useWords();
  const { onboarding, close } = useSession();
  const items: SideNavigationProps.Item[] = [
    ...bySection(onboarding.tasks).map(({ section, tasks }): SideNavigationProps.Item => ({
      type: 'section-group',
      title: t(`section-${section}`),
      items: tasks.map((task) => ({
        type: 'link',
        text: t(`step-${task.step}`),
        href: taskHref(task),
        info: <TaskStatus step={task.step} status={task.status} />,
      })),
    })),
    { type: 'divider' },
    { type: 'link', text: t('other-onboardings'), href: '#close' },
  ];
  const active = place.page === 'tasks' ? hrefOf(home) : hrefOf({ ...place, from: null });
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
