/** A group of emoji; the pages name it. */
export type EmojiGroup = 'people' | 'gestures' | 'nature' | 'food' | 'campus' | 'activities' | 'symbols';

/**
 * The emoji of the picker by group, one a line: the emoji, then its words in English and in Portuguese. The first word
 * of each language is its name.
 */
export const EMOJI_DATA: Record<EmojiGroup, string> = {
  people: `
😀 grinning happy smile | sorridente feliz
😃 smiley happy | sorriso feliz alegre
😄 laughing happy eyes | riso feliz
😁 beaming grin teeth | radiante dentes
😆 squinting laugh haha | gargalhada haha
😅 sweat relief nervous | suor alívio nervoso
🤣 rolling laugh rofl | rebolar rir
😂 joy tears laugh lol | lágrimas riso
🙂 slight smile | ligeiro sorriso
🙃 upside-down irony | invertido ironia
😉 wink | piscar olho
😊 blush smile shy | corado tímido
😇 angel innocent | anjo inocente
🥰 hearts love | apaixonado corações
😍 heart-eyes love | olhos-de-coração amor
🤩 starstruck wow | deslumbrado uau
😘 kiss | beijo
😋 yummy tasty delicious | delicioso saboroso
😜 tongue wink silly | língua brincalhão
🤪 zany crazy | maluco
🤗 hug | abraço
🤭 giggle oops | risinho ups
🤫 quiet shush secret | silêncio segredo
🤔 thinking hmm | pensativo hmm
🤨 eyebrow doubt | sobrancelha dúvida
😐 neutral meh | neutro
😶 speechless | sem-palavras mudo
😏 smirk | malicioso
😒 unamused | aborrecido
🙄 eye-roll | revirar olhos
😬 grimace awkward | careta embaraço
😌 relieved calm | aliviado calmo
😔 pensive sad | cabisbaixo triste
😴 sleeping tired zzz | dormir sono
🤒 sick ill fever | doente febre
🤧 sneeze cold | espirro constipado
🤯 mind-blown exploding | explodir chocado
🥳 party celebrate birthday | festa aniversário
😎 cool sunglasses | fixe óculos-de-sol
🤓 nerd geek study | marrão estudo
🧐 monocle inspect | monóculo
😕 confused | confuso
😟 worried | preocupado
🙁 frown sad | triste
😮 surprised wow open-mouth | surpreso uau
😳 flushed embarrassed | envergonhado
🥺 pleading please | súplica favor
😢 crying sad tear | chorar triste
😭 sobbing cry | choro soluçar
😱 scream fear | grito medo
😤 huff triumph | bufar
😡 angry rage | zangado raiva
🤬 swearing | palavrões
💀 skull dead | caveira morto
🤖 robot bot | robô
👻 ghost | fantasma
🤡 clown | palhaço`,
  gestures: `
👍 thumbs-up yes ok like | polegar sim gosto
👎 thumbs-down no dislike | polegar-baixo não
👏 clap applause bravo | palmas aplauso
🙌 hands celebrate hooray | mãos hurra
👐 open-hands | mãos-abertas
🤝 handshake deal | aperto-de-mão acordo
🙏 please thanks pray | obrigado favor rezar
👋 wave hello bye | olá adeus aceno
✋ hand stop high-five | mão parar
👌 perfect ok | perfeito certo
✌️ victory peace | vitória paz
🤞 fingers-crossed luck | dedos-cruzados sorte
🤟 love-you | amo-te
🤘 rock horns | rock
👈 left point | esquerda
👉 right point | direita
👆 up point | cima
👇 down point | baixo
☝️ one index | um indicador
💪 strong muscle | força músculo
👀 eyes look see | olhos ver
🧠 brain smart | cérebro inteligente
🫶 heart-hands love | mãos-coração amor
🤷 shrug dunno | encolher não-sei
🤦 facepalm | mão-na-cara
🙋 raise-hand question | levantar-mão pergunta
🏃 run late hurry | correr atrasado pressa
🚶 walk | andar
👨‍🎓 student graduate | aluno finalista
👩‍🎓 student graduate | aluna finalista
👨‍🏫 teacher professor | professor
👩‍🏫 teacher professor | professora
👨‍💻 programmer computer | programador
👩‍💻 programmer computer | programadora
👨‍🔬 scientist lab | cientista laboratório
👩‍🔬 scientist lab | cientista laboratório
👥 people group | pessoas grupo`,
  nature: `
🐶 dog | cão
🐱 cat | gato
🐭 mouse | rato
🐰 rabbit | coelho
🦊 fox | raposa
🐻 bear | urso
🐼 panda | panda
🦁 lion | leão
🐸 frog | sapo
🐵 monkey | macaco
🙈 see-no-evil shy | macaco não-ver
🐔 chicken | galinha
🐧 penguin linux | pinguim
🐦 bird | pássaro
🦆 duck | pato
🦉 owl night | coruja noite
🐝 bee | abelha
🐛 bug insect | inseto erro
🦋 butterfly | borboleta
🐢 turtle slow | tartaruga lento
🐟 fish | peixe
🐙 octopus | polvo
🌱 seedling grow | rebento crescer
🌳 tree | árvore
🌲 pine | pinheiro
🌴 palm beach | palmeira praia
🌷 tulip flower | tulipa flor
🌹 rose | rosa
🌻 sunflower | girassol
🍀 clover luck | trevo sorte
🍂 autumn leaves | outono folhas
🌍 earth world | terra mundo
☀️ sun sunny weather | sol tempo
🌤️ cloud sun | nuvem sol
☁️ cloud | nuvem
🌧️ rain | chuva
⛈️ storm thunder | trovoada tempestade
❄️ snow cold | neve frio
🌈 rainbow | arco-íris
🌙 moon night | lua noite
⭐ star | estrela
🔥 fire hot lit | fogo quente
💧 water drop | água gota
🌊 wave sea surf | onda mar`,
  food: `
☕ coffee break | café pausa
🍵 tea | chá
🥤 drink soda | bebida refrigerante
🍺 beer | cerveja
🍻 cheers beers | brinde cervejas
🍷 wine | vinho
🥂 toast champagne | brinde espumante
🍕 pizza | piza
🍔 burger | hambúrguer
🍟 fries | batatas-fritas
🌭 hot-dog | cachorro
🥪 sandwich lunch | sandes almoço
🌮 taco | taco
🥗 salad vegan | salada vegano
🍝 pasta spaghetti | massa esparguete
🍜 noodles ramen | sopa massa
🍣 sushi | sushi
🍛 curry rice | caril arroz
🍳 egg breakfast | ovo pequeno-almoço
🥐 croissant | croissant
🍞 bread toast | pão tosta
🧀 cheese | queijo
🍎 apple | maçã
🍌 banana | banana
🍊 orange | laranja
🍓 strawberry | morango
🍉 watermelon | melancia
🥑 avocado | abacate
🥕 carrot | cenoura
🍰 cake | bolo fatia
🎂 birthday cake | aniversário bolo
🍪 cookie biscuit | bolacha
🍫 chocolate | chocolate
🍦 ice-cream | gelado
🍿 popcorn film | pipocas filme
🍽️ meal canteen lunch dinner | refeição cantina jantar`,
  campus: `
🎓 graduation degree | licenciatura curso
📚 books study library | livros estudar biblioteca
📖 book read | livro ler
📝 notes exam test | apontamentos exame teste
✏️ pencil | lápis
📐 ruler geometry | esquadro geometria
🧮 abacus maths | ábaco matemática
🔬 microscope lab | microscópio laboratório
🔭 telescope | telescópio
🧪 test-tube chemistry | tubo química
⚗️ chemistry | química
🧬 dna biology | adn biologia
⚙️ gear engineering | engrenagem engenharia
🔧 wrench fix | chave reparar
💻 laptop computer | portátil computador
🖥️ desktop screen | ecrã computador
📱 phone mobile | telemóvel
🔌 plug power socket | ficha tomada
🔋 battery | bateria
💡 idea light | ideia luz
📅 calendar date | calendário data
⏰ alarm time late | despertador hora
⏳ hourglass wait deadline | ampulheta esperar prazo
📌 pin here | pionés aqui
📍 place location map | lugar localização
🗺️ map | mapa
🏫 school campus | escola campus
🏛️ building hall | edifício pavilhão
🚪 door room | porta sala
🪑 chair seat | cadeira lugar
🔑 key | chave
🎒 backpack bag | mochila
☂️ umbrella | guarda-chuva
👓 glasses | óculos
💼 work job | trabalho emprego
📈 chart up | gráfico subir
📉 chart down | gráfico descer
📎 paperclip file | clipe ficheiro
🔗 link | ligação
✉️ letter mail | carta correio
📣 megaphone announce | megafone anúncio
🚌 bus | autocarro
🚇 metro underground | metro
🚆 train | comboio
🚲 bike bicycle | bicicleta
🛴 scooter | trotinete
🚗 car | carro
✈️ plane travel | avião viagem
🏠 home house | casa`,
  activities: `
🎉 party tada congratulations | festa parabéns
🎈 balloon | balão
🎁 gift present | prenda
🏆 trophy win | troféu vencer
🥇 first gold medal | primeiro ouro medalha
⚽ football soccer | futebol bola
🏀 basketball | basquetebol
🏐 volleyball | voleibol
🎾 tennis | ténis
🏓 ping-pong | pingue-pongue
🏊 swim pool | nadar piscina
🚣 rowing boat | remo barco
🏋️ gym weights | ginásio pesos
🧘 yoga meditate | ioga meditar
🎮 game play | jogo jogar
🎲 dice game | dado jogo
♟️ chess | xadrez
🧩 puzzle | puzzle
🎨 art paint | arte pintar
🎭 theatre | teatro
🎬 film movie | filme cinema
🎤 sing microphone | cantar microfone
🎧 headphones music | auscultadores música
🎵 music note | música nota
🎸 guitar tuna | guitarra tuna
🎹 piano | piano
🥁 drums | bateria tambor
📷 camera photo | câmara foto
🎟️ ticket | bilhete
🚀 rocket launch ship | foguetão lançar
⛺ camp tent | acampar tenda
🏖️ beach holiday | praia férias`,
  symbols: `
❤️ heart love red | coração amor
🧡 orange-heart | coração-laranja
💛 yellow-heart | coração-amarelo
💚 green-heart | coração-verde
💙 blue-heart | coração-azul
💜 purple-heart | coração-roxo
🖤 black-heart | coração-preto
💔 broken-heart | coração-partido
💯 hundred perfect | cem perfeito
✅ check done yes | certo feito
☑️ tick | visto
❌ cross no wrong | cruz errado
❗ exclamation important | exclamação importante
❓ question | pergunta
⚠️ warning careful | aviso cuidado
⛔ no-entry forbidden | proibido
🚨 alarm emergency | alarme emergência
🆘 sos help | socorro ajuda
🔴 red circle | vermelho
🟠 orange circle | laranja
🟢 green circle free | verde livre
🔵 blue circle | azul
➕ plus | mais
➖ minus | menos
➡️ arrow right | seta direita
⬅️ arrow left | seta esquerda
⬆️ arrow up | seta cima
⬇️ arrow down | seta baixo
🔁 repeat again | repetir
🔔 bell notify | sino avisar
🔕 mute silent | silêncio
💬 speech chat | conversa balão
💭 thought | pensamento
💤 sleep zzz | sono
✨ sparkles new magic | brilho novo
💥 boom | explosão
💸 money spent | dinheiro gasto
💰 money | dinheiro
🆗 ok | ok
🆕 new | novo
🇵🇹 portugal flag | portugal bandeira
🇪🇺 europe flag | europa bandeira
🏳️‍🌈 pride rainbow flag | orgulho arco-íris bandeira`,
};
