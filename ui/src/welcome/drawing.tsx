import { useWords } from '../i18n';

interface Box {
  x: number;
  label: string;
  note: string;
}

const width = 150;
const height = 64;

/** The whole idea in one drawing: customer's network, endpoint, endpoint service, load balancer, your servers. */
export function Drawing() {
  const { t } = useWords();
  const boxes: Box[] = [
    { x: 20, label: t('drawing-programs'), note: t('drawing-programs.note') },
    { x: 204, label: t('drawing-endpoint'), note: t('drawing-endpoint.note') },
    { x: 470, label: t('drawing-service'), note: t('drawing-service.note') },
    { x: 652, label: t('drawing-load-balancer'), note: t('drawing-load-balancer.note') },
    { x: 834, label: t('drawing-servers'), note: t('drawing-servers.note') },
  ];
  const y = 62;
  return (
    <figure className="drawing" tabIndex={0} aria-label={t('welcome-how')}>
      <svg viewBox="0 0 1000 150" role="img" aria-label={t('drawing')}>
        <rect className="drawing-zone" x="8" y="24" width="354" height="120" rx="10" />
        <rect className="drawing-zone drawing-zone-yours" x="458" y="24" width="538" height="120" rx="10" />
        <text className="drawing-title" x="20" y="46">
          {t('drawing-customer')}
        </text>
        <text className="drawing-title" x="470" y="46">
          {t('drawing-you')}
        </text>
        {boxes.slice(1).map((box, index) => {
          const from = (boxes[index]?.x ?? 0) + width;
          return (
            <g key={box.label}>
              <line className="drawing-line" x1={from + 2} y1={y + height / 2} x2={box.x - 8} y2={y + height / 2} />
              <path className="drawing-arrow" d={`M ${box.x - 10} ${y + height / 2 - 5} l 8 5 l -8 5 z`} />
            </g>
          );
        })}
        {boxes.map((box) => (
          <g key={box.label}>
            <rect className="drawing-box" x={box.x} y={y} width={width} height={height} rx="6" />
            <text className="drawing-label" x={box.x + width / 2} y={y + 28} textAnchor="middle">
              {box.label}
            </text>
            <text className="drawing-note" x={box.x + width / 2} y={y + 47} textAnchor="middle">
              {box.note}
            </text>
          </g>
        ))}
        <text className="drawing-note" x="410" y="84" textAnchor="middle">
          {t('drawing-private')}
        </text>
      </svg>
      <figcaption>{t('drawing-text')}</figcaption>
    </figure>
  );
}
