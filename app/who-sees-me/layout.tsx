export { WithAlerts as default } from '../with-alerts';
