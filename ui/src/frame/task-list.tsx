/** The page that greets everyone who comes back: every task with its state, and what to do next (GOV.UK's task list pattern). */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { InfoLink } from '../components/info-link';
import { TaskStatus } from '../components/task-status';
import { TimeAgo } from '../components/time-ago';
import { TroubleBox } from '../components/trouble-box';
import { useWords } from '../i18n';
import type { Task } from '../platform';
import { bySection, taskHref } from './navigation';
import { goTo } from './places';
import { useSession } from './session';

/** The first task that the reader can work on now; the review when only waiting is left. */
export function upNext(tasks: readonly Task[]): Task | null {
  const order = ['attention', 'inProgress', 'toDo'] as const;
  for (const status of order) {
    const found = tasks.find((task) => task.status === status);
    if (found !== undefined) return found;
  }
  return null;
}

/** The home page of an onboarding. */
export function TaskList() {
  const { t, say } = useWords();
  const { onboarding } = useSession();
  const { tasks } = onboarding;
  const done = tasks.filter((task) => task.status === 'done').length;
  const next = upNext(tasks);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="privatelink" />}
          description={t('task-list-progress', { done, total: tasks.length })}
          actions={
            next === null ? undefined : (
              <Button
                variant="primary"
                data-testid="continue"
                onClick={() => goTo({ page: 'task', step: next.step, region: next.region, from: null })}
              >
                {t('continue-with', { task: t(`step-${next.step}`) })}
              </Button>
            )
          }
        >
          {t('task-list')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {onboarding.trouble !== null && <TroubleBox trouble={onboarding.trouble} />}
        {done === tasks.length && <Alert type="success">{t('task-list-all-done')}</Alert>}
        {bySection(tasks).map(({ section, tasks: group }, index) => (
          <Container key={section} header={<Header variant="h2">{`${index + 1}. ${t(`section-${section}`)}`}</Header>}>
            <ul className="task-list">
              {group.map((task) => (
                <li key={`${task.step} ${task.region ?? ''}`} className="task-row">
                  <div className="task-row-text">
                    <span data-testid={`task-${task.step}`}>
                      <Link href={taskHref(task)} fontSize="heading-s">
                        {task.region === null
                          ? t(`step-${task.step}`)
                          : t('task-in-region', { task: t(`step-${task.step}`), region: task.region })}
                      </Link>
                    </span>
                    {task.why !== null && (
                      <Box variant="small" color="text-body-secondary" display="block">
                        {say(task.why)}
                        {task.since !== null && (
                          <>
                            {' – '}
                            <TimeAgo at={task.since} />
                          </>
                        )}
                      </Box>
                    )}
                  </div>
                  <TaskStatus step={task.step} status={task.status} />
                </li>
              ))}
            </ul>
          </Container>
        ))}
      </SpaceBetween>
    </ContentLayout>
  );
}
