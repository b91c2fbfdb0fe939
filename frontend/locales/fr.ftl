pages = Pages
page-overview = Aperçu
page-rooms = Pièces
page-alerts = Alertes
page-forecasts = Prévisions
page-devices = Capteurs
page-system = Système
page-settings = Réglages
skip = Aller au contenu
language = Langue
theme = Couleurs : { $name }
theme-auto = comme le système
theme-light = claires
theme-dark = sombres
retry = Réessayer

notices = Remarques
banner-demo = Démonstration : ces pièces sont enregistrées ou simulées, ce ne sont pas les vôtres.
banner-open = Toute personne sur ce réseau peut lire et écrire ici.
banner-lost = Pas de connexion : ce que vous voyez date de { $time }.
banner-unreachable = Le serveur ne répond pas. Cette page continue d’essayer.

connection-connecting = Connexion
connection-websocket = En direct · WebSocket
connection-long_polling = En direct · requêtes longues
connection-polling = Requête toutes les 3 s
connection-offline = Hors ligne depuis { $time }
connection-stopped = Déconnecté
detail-latency = Aller-retour
detail-heard = Dernier message
detail-resumed = Dernière reprise
detail-frames = Messages reçus
detail-point = Reçu jusqu’au n°
detail-trying = En cours d’essai
resumed-memory = rien n’a manqué
resumed-stream = rien n’a manqué
resumed-snapshot = tout a été rechargé
resumed-reset = tout a été rechargé
trying-stopped = rien : déconnecté ici
trying-refused = pas de WebSocket : le serveur l’a refusé ({ $reason })
trying-told = WebSocket dans { $span }, à la demande du serveur ({ $reason })
trying-nothing = rien, tout va bien
trying-websocket = WebSocket, essai { $attempt }
trying-later = WebSocket dans { $span }, essai { $attempt }
reconnect = Se reconnecter

headline-air = { $room } : il faut aérer.
headline-now = { $quantity } est à { $value }.
headline-forecast = { $quantity } est à { $value } et devrait atteindre { $forecast } vers { $time }.
headline-worst = { $room } : air { $level }.
headline-because = { $others ->
    [0] { $what } limite son score.
    [one] { $what } limite son score ; une autre pièce n’est pas bonne.
   *[other] { $what } limite son score ; { $others } autres pièces ne sont pas bonnes.
  }
headline-good = L’air est bon partout.
headline-some-silent = { $count ->
    [one] Une pièce n’envoie rien.
   *[other] { $count } pièces n’envoient rien.
  }
headline-silent = Aucun capteur n’est entendu en ce moment.

level-excellent = Excellent
level-good = Bon
level-fair = Moyen
level-poor = Mauvais
level-severe = Sévère
level-offline = Hors ligne
trend-improving = s’améliore
trend-worsening = se dégrade
trend-stable = stable
tile-limited = Limité par { $what }
tile-nothing = Rien à améliorer
tile-unscored = Rien de mesuré n’a d’échelle
tile-silent = Rien depuis { $span }, vu pour la dernière fois à { $time }
tile-never = Jamais entendu
empty-title = Pas encore de pièce
empty-how = Envoyez une première mesure, et sa pièce apparaît ici :

range = Période
range-live = Direct
range-now = Maintenant
range-1h = 1 h
range-24h = 24 h
range-7d = 7 j
range-30d = 30 j
span = De – à
span-from = De
span-to = À
span-show = Afficher
span-wrong = La fin doit venir après le début.
quantity = Grandeur
chart = graphique
chart-title = { $quantity }, { $room }
chart-measured = Mesuré
chart-forecast = Prévision, bande à { $share }
chart-forecast-point = prévision { $value } ({ $low } à { $high })
chart-now = maintenant
chart-gap = pas de donnée
chart-bands = Seuils :
chart-alert = Alerte de { $from } à { $to }
chart-alert-open = Alerte depuis { $from }
chart-keys = Les flèches lisent les valeurs.
chart-loading = Chargement …
chart-empty = Rien n’a été mesuré pendant cette période.
chart-failed = L’historique ne peut pas être chargé.
table-show = Afficher le tableau
table-time = Heure
table-forecast = Prévision
table-low = Bas
table-high = Haut

# Sites and their clocks, a screen on a wall, notices, print
theme-contrast = contraste élevé
times-in = Fuseau horaire : { $zone }
printed = Imprimé le { $time }
notices-ask = Me prévenir des alertes
notices-wanted = Quand cet onglet n’est pas visible, les alertes qui commencent sont annoncées.
notices-unwanted = Les alertes qui commencent peuvent être annoncées quand cet onglet n’est pas visible.
notices-denied = Ce navigateur refuse les notifications de cette page : ses réglages permettent d’y revenir.
notices-insecure = Les notifications demandent https, ou cette page sur la machine elle-même (localhost).
notices-absent = Ce navigateur n’a pas de notifications pour les pages.
site-all = Tous les sites
room-outdoors = Dehors
score-occupied = Seules comptent les heures d’occupation : { $days }, { $start }–{ $end }.
score-unoccupied = Personne n’y était attendu ({ $days }, { $start }–{ $end }).
rooms-more = { $count ->
    [one] Une autre pièce
   *[other] { $count } autres pièces
  }

room-other = Autre pièce
room-show = Afficher à la place
room-open = Ouvrir la pièce
room-unknown = Il n’y a pas de pièce { $room }.
room-others = Voici celles qui existent :
compare = Comparer
compare-end = Ne plus comparer avec { $room }
download = Télécharger en CSV
score-title = Pourquoi ce score
score-how = Une pièce vaut sa plus mauvaise grandeur ; chacune part de 100 points.
score-silent = Rien n’est mesuré ici en ce moment.
score-value = Maintenant
score-level = Niveau
score-cost = Coûte
score-below = Avec { $quantity } sous { $limit }, le niveau serait « { $level } ».
score-above = Avec { $quantity } au-dessus de { $limit }, le niveau serait « { $level } ».
score-day = Les dernières 24 heures

actions = Que faire maintenant
actions-none = Il n’y a rien à faire.
action-acknowledged = Pris en compte.
action-raised = Proposé à { $time }.
action-confidence = Confiance : { $share }.
done = Fait
acknowledge = Prendre en compte
snooze = Plus tard
why = Pourquoi ?
feedback-failed = Cela n’a pas été retenu : { $reason }
advice-open_window = Ouvrir la fenêtre : { $room }
advice-run_ventilation = Ventiler sans ouvrir la fenêtre : { $room }
advice-reduce_people = Réduire le nombre de personnes : { $room }
advice-close_window = Garder la fenêtre fermée : { $room }
advice-run_purifier = Mettre en marche le purificateur d’air : { $room }
advice-stop_source = Trouver la source et l’éloigner : { $room }
advice-dehumidify = Mettre en marche un déshumidificateur : { $room }
advice-humidify = Humidifier l’air : { $room }
advice-heat = Chauffer davantage : { $room }
because-co2_forecast_above = { $quantity } est à { $value } et devrait atteindre { $forecast } en { $within_s } ; la limite est { $limit }.
because-co2_above = { $quantity } est à { $value }, au-dessus de la limite de { $limit }.
because-quantity_forecast_above = { $quantity } est à { $value } et devrait atteindre { $forecast } en { $within_s } ; la limite est { $limit }.
because-quantity_below = { $quantity } est à { $value }, en dessous de la limite de { $limit }.
because-quantity_forecast_below = { $quantity } est à { $value } et devrait descendre à { $forecast } en { $within_s } ; la limite est { $limit }.
expected = Attendu : { $quantity } à { $value } en { $span }.
expected-band = Attendu : { $quantity } à { $value } en { $span } environ (entre { $low } et { $high }).
expected-limit = Cela ne suffit pas pour atteindre la limite de { $limit }.
basis-measured = Calculé à partir du renouvellement d’air mesuré ici : { $rate } par heure.
basis-estimate = C’est une estimation : le renouvellement d’air n’a pas été mesuré ici.
note-outdoor_unknown = L’air extérieur n’est pas mesuré.
note-outdoor_dirtier = Il y en a davantage dans l’air extérieur : { $what }.
note-outdoor_cleaner = Il y en a moins dans l’air extérieur : { $what }.
note-outdoor_drier = L’air extérieur est plus sec : { $water } d’eau par mètre cube, contre { $indoor } ici.
note-outdoor_damper = L’air extérieur n’est pas plus sec : { $water } d’eau par mètre cube, contre { $indoor } ici.
note-outdoor_cooler = Il fait plus frais dehors : { $outdoor }.
note-outdoor_warmer = Il fait plus chaud dehors : { $outdoor }.
note-window_open = La fenêtre est déjà ouverte.
realised-title = Ce que cela a donné
realised-in_band = { $room } : { $quantity } à { $value } au bout de { $span }, comme promis.
realised-sooner = { $room } : { $quantity } à { $value } au bout de { $span }, plus tôt que promis.
realised-missed = { $room } : { $quantity } à { $value } au bout de { $span } ; { $promised } était promis.

alerts = Alertes
alert-since = Depuis { $time }.
alert-acknowledged = Pris en compte.
because-quantity_above = { $quantity } est à { $value }, au-dessus de { $limit }.
because-device_offline = { $device } est silencieux depuis { $last_seen_at }.
because-sensor_range = { $device } indique { $value } pour { $quantity } : aucun air n’est ainsi. Le capteur est-il endommagé ?
because-sensor_stuck = { $quantity } de { $device } vaut exactement { $value } depuis { $since_at } : le capteur semble bloqué. Redémarrez-le.
because-sensor_spike = { $device } a indiqué une seule fois { $value } pour { $quantity }, à { $since_at }, sans rapport avec l’avant ni l’après.
because-sensor_step = { $quantity } de { $device } est passé d’un coup à { $value } à { $since_at } et y est resté. Le capteur a-t-il été déplacé ?
because-sensor_dropout = { $device } n’envoie plus { $quantity } depuis { $since_at }, mais envoie le reste.

place = Nouveaux capteurs
place-how = Ces capteurs ne disent pas où ils sont.
place-site = Site
place-room = Pièce
place-submit = Placer
place-failed = Le capteur n’a pas pu être placé : { $reason }

quantity-co2_ppm = CO₂
quantity-pm1_ugm3 = PM1
quantity-pm25_ugm3 = PM2,5
quantity-pm10_ugm3 = PM10
quantity-tvoc_ppb = COV
quantity-tvoc_ugm3 = COV
quantity-voc_index = indice COV
quantity-nox_index = indice NOx
quantity-co_ppm = monoxyde de carbone
quantity-no2_ppb = dioxyde d’azote
quantity-o3_ppb = ozone
quantity-hcho_ugm3 = formaldéhyde
quantity-radon_bqm3 = radon
quantity-temperature_c = température
quantity-humidity_pct = humidité
quantity-pressure_hpa = pression
quantity-noise_dba = bruit
quantity-light_lux = lumière
quantity-occupancy = personnes
short-co2_ppm = CO₂ ppm
short-pm1_ugm3 = PM1
short-pm25_ugm3 = PM2,5
short-pm10_ugm3 = PM10
short-tvoc_ppb = COV ppb
short-tvoc_ugm3 = COV µg
short-voc_index = COV
short-nox_index = NOx
short-co_ppm = CO ppm
short-no2_ppb = NO₂ ppb
short-o3_ppb = O₃ ppb
short-hcho_ugm3 = HCHO
short-radon_bqm3 = Radon
short-temperature_c = °C
short-humidity_pct = % HR
short-pressure_hpa = hPa
short-noise_dba = dB(A)
short-light_lux = lux
short-occupancy = pers.

items-title = Alertes et actions
items-waiting-count = { $count ->
    [0] Rien ne demande votre attention.
    [one] Une chose demande votre attention.
   *[other] { $count } choses demandent votre attention.
  }
items-waiting = À traiter
items-taken = Prises en compte ou remises
items-over = Terminées
items-none = Rien ne demande votre attention
items-none-now = Aucune alerte n’est en cours et il n’y a rien à faire ; rien ne s’est terminé depuis une heure non plus.
items-none-then = Il n’y a eu ni alerte ni action pendant cette période.
items-none-match = Rien ne correspond à ces filtres
items-none-match-how = Choisissez une période plus longue ou effacez les filtres.
items-failed = Ce qui est terminé ne peut pas être chargé. Cette page continue d’essayer.
items-cut = Il y en a plus que ce qui peut être affiché : choisissez une pièce ou une période plus courte.
items-more = Afficher la suite ({ $count })
filter-place = Où
filter-everywhere = Partout
filter-kind = Quoi
filter-state = État
filter-any = Tout
filter-clear = Effacer les filtres
kind-alerts = Alertes
kind-actions = Actions
state-firing = En cours
state-proposed = Proposée
state-acknowledged = Prise en compte
state-snoozed = Remise à plus tard
state-done = Faite
state-resolved = Résolue
state-expired = Expirée
state-withdrawn = Retirée
item-ended = De { $from } à { $to }.
item-until = Remise jusqu’à { $time }.
item-by = Par { $name }.
snooze-how-long = Remettre de combien de temps

quality-title = Qualité des prévisions
quality-day = Ce que valaient les prévisions des dernières 24 heures.
quality-means = Ce que cela veut dire
device = Capteur
horizon = Prévision à quelle échéance
quality-chart = { $quantity } : prévision à { $span }, et ce qui est venu
quality-off = La prévision à { $span } s’est trompée de { $mae } en moyenne ; supposer que rien ne change, de { $no_change }.
change-better = C’est { $share } de mieux que de supposer que rien ne change.
change-same = C’est à peu près aussi bon que de supposer que rien ne change.
change-worse = C’est { $share } de moins bien que de supposer que rien ne change.
band-kept = { $covered } des mesures étaient dans la bande, { $promised } était promis.
band-narrow = Seulement { $covered } des mesures étaient dans la bande, { $promised } était promis : elle est trop étroite.
band-wide = { $covered } des mesures étaient dans la bande, { $promised } était promis : elle est plus large que nécessaire.
quality-count = { $count ->
    [one] Cela repose sur une prévision.
   *[other] Cela repose sur { $count } prévisions.
  }
quality-few = { $count ->
    [0] Aucune prévision de ce genre n’est encore échue et comparée : on ne peut pas dire ce qu’elles valent.
    [one] Une seule prévision de ce genre a été comparée jusqu’ici : trop peu pour dire ce qu’elles valent.
   *[other] Seulement { $count } prévisions de ce genre ont été comparées jusqu’ici : trop peu pour dire ce qu’elles valent.
  }
quality-line = Prévision { $span } avant, bande à { $share }
quality-none = Rien n’a été prévu ici depuis un jour.
quality-failed = Les prévisions ne peuvent pas être chargées.
errors-title = Erreurs constatées, dernières 24 heures
errors-ahead = Échéance
errors-mae = Écart
errors-no-change = Écart sans changement
errors-skill = Gain
errors-covered = Dans la bande
errors-count = Prévisions
errors-how = Écart : erreur absolue moyenne. Gain : de combien elle est plus petite qu’avec « aucun changement » ; sous zéro elle est plus grande. La bande promet { $share }.
models-title = Les modèles dont elles sont composées
models-how = Erreur absolue moyenne que chacun aurait faite pour { $quantity }.
model = Modèle
model-mix = Le mélange, tel que prévu
model-no_change = Aucun changement
model-online-10 = Régression apprise ici, peu régularisée
model-online-100 = Régression apprise ici, très régularisée
model-trees = Arbres tels que livrés
model-local = Arbres ajustés à ce site

edit = Modifier
close = Fermer
save = Enregistrer
copy = Copier
search = Rechercher
progress-saving = Enregistrement …
progress-saved = Enregistré.
copy-command = Copier : { $name }
copy-copied = Copié
copy-selected = Sélectionné : copiez avec Ctrl+C

devices-sentence = { $count ->
    [one] Un capteur : { $found }.
   *[other] { $count } capteurs : { $found }.
  }
devices-well = tout va bien
devices-faulty = { $count } en défaut
devices-silent = { $count } silencieux
devices-unplaced = { $count } sans pièce
devices-empty = Aucun n’a encore donné signe de vie.
devices-none = Aucun capteur ne correspond.
devices-more = { $count ->
    [one] Afficher encore un
   *[other] Afficher encore { $count }
  }
devices-failed = La liste des capteurs ne peut pas être chargée : { $reason }
filter = Quels capteurs
filter-all = Tous ({ $count })
filter-wanting = À voir ({ $count })
filter-retired = Retirés ({ $count })
column-device = Capteur
column-room = Pièce
column-heard = Vu
column-interval = Intervalle
column-latest = Dernières valeurs
device-live = En direct
device-silent = Silencieux
device-faulty = En défaut
device-unplaced = Sans pièce
device-nowhere = pas encore de pièce
device-retired = Retiré
device-never = Jamais
device-name = Nom
device-unplaced-how = Ses mesures ne disent pas où il est. Donnez-lui une pièce ; ce qu’il a envoyé avant reste où c’était.
device-placed-here = Placé dans { $room } sur cette page. Pour le déplacer, nommez une autre pièce ; ce qui a été mesuré reste où c’était.
device-places-itself = Ses propres mesures disent qu’il est dans { $room } : changez-le dans le capteur.
device-retire = Retirer
device-retire-how = Les pages cachent un capteur retiré ; son historique reste.
device-return = Remettre en service
device-failed = Ce n’est pas enregistré : { $reason }
device-conflict = Quelqu’un d’autre a enregistré ce capteur entre-temps. Ce que vous avez écrit est toujours là.
device-theirs = Sa version : { $saved }.
device-save-mine = Enregistrer la mienne
device-take-theirs = Prendre la sienne
device-offset-wrong = Pas un nombre : { $quantity }
calibration = Étalonnage
calibration-how = Ajouté à chaque mesure à partir de maintenant. La valeur envoyée est conservée à côté.
calibration-sent = Envoyé
calibration-offset = Décalage
calibration-shown = Retenu
calibration-of = Décalage de { $quantity } en { $unit }
silences = Interruptions des dernières 24 heures
silences-none = Aucune.
silences-some = { $count ->
    [one] Une interruption, { $span }.
   *[other] { $count } interruptions, { $span } en tout.
  }
silence = { $from } – { $to }, { $span }

connect = Connecter un capteur
connect-how = Écrivez un identifiant et faites envoyer l’une de ces commandes par le capteur ou par cette machine. Site et pièce peuvent rester vides : on peut le placer plus tard.
connect-id = Identifiant du capteur
connect-waiting = En attente
connect-type = Écrivez un identifiant : sa première mesure sera annoncée ici.
connect-until = En attente de la première mesure de { $id } …
connect-taken = Il y a déjà un { $id } ({ $room }). Dans une autre pièce, le même identifiant est un autre capteur.
connect-arrived = La première mesure de { $id } est là ({ $room }).
connect-closed = Seule cette machine peut envoyer pour l’instant ; IAQ_BIND et IAQ_OPEN admettent les autres.
connect-silent = Rien n’arrive ? Ce qui a été refusé, et pourquoi :

system-well = Tout fonctionne.
system-wrong = { $count ->
    [one] Une chose ne va pas.
   *[other] { $count } choses ne vont pas.
  }
system-old = Pas de réponse : ce que vous voyez date de { $time }.
problems = Que faire
urgency-severe = Maintenant
urgency-poor = Bientôt
urgency-fair = À noter
problem-away-nginx = Rien ne répond à cette adresse.
problem-away-gateway = Le service gateway est absent : les pages ne sont pas en direct.
problem-away-nats = Le bus de messages est absent.
problem-away-ingest = Le service ingest est absent : aucune mesure n’entre.
problem-away-store = Le service store est absent : ni historique ni exports.
problem-away-predictor = Le service predictor est absent : ni prévisions, ni actions, ni alertes nouvelles.
problem-waiting = { $service } n’est pas prêt : { $reason }
problem-disk-full = Le disque est presque plein : les mesures sont refusées.
problem-disk-low = Le disque se remplit.
problem-bus-full = Le flux est plein : les mesures sont refusées.
problem-bus-filling = Le flux se remplit.
problem-behind = Le service store prend du retard : les courbes tardent, le direct va bien.
problem-catching-up = Le service store rattrape son retard.
problem-backup-none = Il n’y a pas encore de sauvegarde.
problem-backup-old = La dernière sauvegarde a plus d’une semaine.
problem-lagging = Certains navigateurs ne reçoivent que le plus récent de chaque capteur.
problem-refused = Des mesures sont refusées.
todo-away-nginx = Démarrez-le avec make up ; cette page continue d’essayer. Ce qu’il a affiché dit pourquoi il s’est arrêté.
todo-away-gateway = Les capteurs ne remarquent rien. Il redémarre de lui-même ; s’il reste absent, la fin de gateway.log dit pourquoi.
todo-away-nats = Les capteurs sont priés de renvoyer. Il redémarre de lui-même ; s’il n’y parvient pas, la dernière ligne de nats.log dit pourquoi.
todo-away-ingest = Les capteurs HTTP sont priés de renvoyer ; ce qui vient par NATS et MQTT attend. Il redémarre de lui-même ; sinon, ingest.log dit pourquoi.
todo-away-store = Rien n’est perdu, les mesures attendent dans le flux. Il redémarre de lui-même ; sinon, store.log dit pourquoi.
todo-away-predictor = Les mesures sont conservées et affichées. Il redémarre de lui-même ; sinon, predictor.log dit pourquoi.
todo-waiting = Un démarrage prend jusqu’à une minute. Si cela dure, la fin du journal du service dit pourquoi.
todo-disk-full = Libérez de la place ou déplacez IAQ_DATA_DIR. Cela reprend tout seul.
todo-disk-low = Libérez de la place : sous 5 % libres, les mesures sont refusées.
todo-bus-full = Le service store a du retard ou sa base est absente : réparez cela (store.log), le reste reprend tout seul. Rien d’accepté n’est perdu.
todo-bus-filling = La base a du retard ou est trop lente ; le service store fait de la place dès qu’il a rattrapé.
todo-behind = Si cela continue de croître, le disque est trop lent.
todo-catching-up = Rien à faire : après une panne, c’est normal.
todo-backup-none = Faites-en une pendant que tout tourne : .venv/bin/iaqverse backup FICHIER. InfluxDB a la sienne : influx backup.
todo-backup-old = Mettez .venv/bin/iaqverse backup dans cron.
todo-lagging = Si cela dure, leur réseau est trop lent ou cette machine trop occupée. Leurs courbes sont complètes malgré tout.
todo-refused = Un capteur envoie l’impossible. La raison : nats --context iaqverse sub 'iaq.rejected.>'
services = Services
column-service = Service
column-state = État
column-replicas = Instances
state-up = En marche
state-waiting = Pas prêt
state-away = Absent
service-nats = transporte et conserve chaque message
service-ingest = reçoit les mesures des capteurs
service-store = conserve l’historique
service-predictor = prévoit, conseille, surveille
service-gateway = sert les pages et les outils
figure-bus = Flux occupé
figure-disk = Disque occupé
figure-store = Messages à stocker
figure-messages = Messages entrants
figure-clients = Navigateurs et outils
figure-backup = Dernière sauvegarde
figure-of = { $part } sur { $whole }
figure-size = Base : { $size }.
figure-devices = { $count ->
    [one] Un capteur ; { $free } libres.
   *[other] { $count } capteurs ; { $free } libres.
  }
figure-rate = { $rate }/s
figure-delivered = Sortants : { $rate }, { $bytes }/s.
figure-counting = Comptage …
figure-sockets = { $sockets } WebSocket, { $polls } long polling ; gateways : { $gateways }.
figure-never = Jamais
figure-backup-how = iaqverse backup FICHIER
figure-unknown = Personne à interroger.

# The settings page
settings-intro = Bâtiment, pièces et seuils sont communs à tous ; la dernière partie ne concerne que ce navigateur.
settings-on-page = Sur cette page
settings-building = Bâtiment
settings-sites = Sites et pièces
settings-limits = Seuils
settings-limits-how = Une pièce est notée selon son profil, sinon selon celui de l’installation.
settings-profile-shown = Consulter
settings-profile-copy = Copier dans un profil à vous
settings-profile-copy-of = Copie de { $name }
settings-profile-remove = Supprimer ce profil
settings-profile-read = Les profils d’origine restent tels quels ; une copie se modifie.
settings-source = D’après
settings-limits-change = Modifier
settings-limits-change-of = Modifier { $quantity }
settings-limits-reset = Comme par défaut
settings-limits-reset-of = Comme par défaut : { $quantity }
settings-limit-upper = { $quantity }, { $level } jusqu’à
settings-limit-from = { $quantity }, { $level } à partir de
settings-limit-to = { $quantity }, { $level } jusqu’à
settings-wrong-rising = Chaque seuil doit dépasser le précédent, le premier zéro.
settings-wrong-nested = Chaque paire doit entourer la précédente.
settings-browser = Ce navigateur
settings-browser-how = Gardé aussitôt, et seulement ici.
settings-name = Nom
settings-kind = Type
settings-order = Ordre
settings-timezone = Fuseau horaire
settings-timezone-how = Vide : celui de la machine du système.
settings-timezone-now = Il y est { $time }.
settings-null-timezone = celui de la machine
settings-no-rooms = Pas encore de pièce. Ajoutez-en une ci-dessous, ou laissez un capteur envoyer sa première mesure : sa pièce apparaîtra ici d’elle-même.
settings-up = Monter { $room }
settings-down = Descendre { $room }
settings-order-is = { $room } est maintenant n° { $place } sur { $count }.
settings-kind-room = Pièce
settings-kind-classroom = Salle de classe
settings-kind-office = Bureau
settings-kind-meeting_room = Salle de réunion
settings-kind-living_room = Salon
settings-kind-bedroom = Chambre
settings-kind-kitchen = Cuisine
settings-kind-bathroom = Salle de bains
settings-kind-corridor = Couloir
settings-kind-outdoor = Extérieur
settings-profile = Seuils
settings-null-profile = ceux de toute l’installation
settings-profile-default = Seuils de l’installation
settings-occupied = Quand il y a du monde
settings-null-occupied = Toujours
settings-occupied-hours = À ces heures
settings-days = Jours
settings-from = De
settings-until = Jusqu’à (00:00 : minuit)
settings-plan = Place sur le plan
settings-null-plan = placée d’elle-même
settings-plan-here = Ici
settings-x_m = De la gauche, m
settings-y_m = Du haut, m
settings-width_m = Largeur, m
settings-depth_m = Profondeur, m
settings-floor = Étage
settings-floor-of = Étage { $floor }
settings-plan-title = Plan
settings-plan-is = { $x } m de la gauche, { $y } m du haut, { $width } × { $depth } m, étage { $floor }
settings-plan-how = Faites glisser une pièce, ou choisissez-la et servez-vous des flèches (un demi-mètre chacune) ; avec Maj, elles changent sa taille. Les pièces en pointillé se placent d’elles-mêmes.
settings-modules = Équipements
settings-modules-none = Rien pour l’instant.
settings-module-window = Fenêtre
settings-module-door = Porte
settings-module-ventilation = Ventilation
settings-module-radiator = Radiateur
settings-module-purifier = Purificateur d’air
settings-module-new = Ajouter
settings-add = Ajouter
settings-remove = Retirer
settings-remove-of = Retirer { $name }
settings-room-new = Ajouter une pièce
settings-room-new-how = Pour une pièce qui n’a pas encore de capteur, aussi d’un autre site. Elle est enregistrée aussitôt.
settings-room-remove = Retirer cette pièce
settings-room-remove-how = Elle n’a pas de capteur.
settings-theme = Couleurs
settings-units = Température
settings-saving = Changements non enregistrés
settings-unsaved = { $count ->
    [one] Un changement n’est pas encore enregistré.
   *[other] { $count } changements ne sont pas encore enregistrés.
  }
settings-discard = Abandonner
settings-joined = Enregistré, avec ce que quelqu’un d’autre a changé entre-temps.
settings-failed = Ce n’est pas enregistré : { $reason }
settings-refused = { $count ->
    [one] le serveur a refusé une chose
   *[other] le serveur a refusé { $count } choses
  }
settings-disputed = Quelqu’un d’autre a changé la même chose : choisissez plus haut, puis enregistrez.
settings-conflicts = Deux personnes ont changé la même chose
settings-conflicts-how = Rien de ce que vous avez fait n’est perdu. Choisissez ce qui doit rester, puis enregistrez.
settings-mine = Garder le mien : { $value }
settings-theirs = Prendre le leur : { $value }
settings-of = { $thing } : { $field }
settings-absent = retiré
settings-present = présent
settings-wrong = Quelque chose ci-dessus ne peut pas être enregistré ainsi.
settings-wrong-empty = Il faut un nom.
settings-wrong-days = Choisissez au moins un jour.
settings-wrong-hours = La fin doit venir après le début.
settings-wrong-number = Un nombre de { $low } à { $high }.
settings-wrong-whole = Un nombre entier de { $low } à { $high }.
